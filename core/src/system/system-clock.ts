import { assert } from "../environment/assert.ts";
import type { Clock } from "../environment/clock.ts";
import type { Cancel, Lane } from "../environment/scheduler.ts";
import type { SystemScheduler } from "./system-scheduler.ts";

/** Longest delay a host timer takes; a longer one would fire at once. */
const hostDelayMsMax = 2 ** 31 - 1;

/**
 * The time of the host, from its monotonic clock set to the wall clock once: it never goes back and does not jump when
 * the wall clock is corrected; {@link wallTime} does.
 */
export class SystemClock implements Clock {
  readonly #scheduler: SystemScheduler;
  readonly #epoch: number;
  // Taken once: a test that fakes the host's timers later does not stop a running environment.
  readonly #setTimeout = globalThis.setTimeout.bind(globalThis);
  readonly #clearTimeout = globalThis.clearTimeout.bind(globalThis);
  readonly #performance = globalThis.performance;
  readonly wallTime: () => number = Date.now;

  constructor(scheduler: SystemScheduler) {
    this.#scheduler = scheduler;
    this.#epoch = Date.now() - this.#performance.now();
  }

  now(): number {
    return this.#epoch + this.#performance.now();
  }

  after(delayMs: number, lane: Lane, step: () => void): Cancel {
    assert(
      !Number.isNaN(delayMs),
      `a delay must be a number of milliseconds, got NaN (lane ${lane})`,
    );
    const cause = this.#scheduler.currentCause();
    // Not by now(): added to the epoch, the time loses the digits that tell early from due.
    const dueAt = this.#performance.now() + delayMs;
    let isCancelled = false;
    let handle: ReturnType<typeof setTimeout> | undefined;
    const run = (): void => {
      // A timer that fired may be cancelled while its step waits.
      if (!isCancelled) step();
    };
    const arm = (): void => {
      const leftMs = dueAt - this.#performance.now();
      // Hosts may fire a little early; nothing may come before its time.
      if (leftMs <= 0) {
        handle = undefined;
        this.#scheduler.enqueue(lane, run, cause);
      } else {
        handle = this.#setTimeout(arm, Math.min(Math.ceil(leftMs), hostDelayMsMax));
      }
    };
    arm();
    return () => {
      isCancelled = true;
      if (handle !== undefined) this.#clearTimeout(handle);
    };
  }
}
