import type { Clock } from "../environment/clock.ts";
import type { Cancel, Lane } from "../environment/scheduler.ts";

/** The two timers of a watch phase; a period of 0 never fires. */
export class ReflectorTimers {
  readonly #clock: Clock;
  readonly #lane: Lane;
  #cancelResync: Cancel = () => {};
  #cancelDeadline: Cancel = () => {};

  constructor(clock: Clock, lane: Lane) {
    this.#clock = clock;
    this.#lane = lane;
  }

  /** RF-41: from zero. */
  armResync(periodMs: number, step: () => void): void {
    this.#cancelResync();
    if (periodMs > 0) this.#cancelResync = this.#clock.after(periodMs, this.#lane, step);
  }

  /** From zero: something was heard. */
  armDeadline(deadlineMs: number, step: () => void): void {
    if (deadlineMs <= 0) return;
    this.#cancelDeadline();
    this.#cancelDeadline = this.#clock.after(deadlineMs, this.#lane, step);
  }

  endDeadline(): void {
    this.#cancelDeadline();
  }

  end(): void {
    this.#cancelResync();
    this.#cancelDeadline();
  }
}
