import type { Clock } from "../environment/clock.ts";
import type { Cancel, Lane } from "../environment/scheduler.ts";

/** The two timers of a watch phase; a period of 0 never fires. */
export class ReflectorTimers {
  readonly #clock: Clock;
  readonly #lane: Lane;
  readonly #resyncPeriodMs: number;
  readonly #readDeadlineMs: number;
  #cancelResync: Cancel | undefined;
  #cancelDeadline: Cancel | undefined;

  constructor(
    clock: Clock,
    lane: Lane,
    options: { readonly resyncPeriodMs?: number; readonly readDeadlineMs?: number },
  ) {
    this.#clock = clock;
    this.#lane = lane;
    this.#resyncPeriodMs = options.resyncPeriodMs ?? 0;
    this.#readDeadlineMs = options.readDeadlineMs ?? 0;
  }

  /** RF-41: from zero, with every watch phase and after every tick. */
  armResync(step: () => void): void {
    this.#cancelResync?.();
    if (this.#resyncPeriodMs > 0)
      this.#cancelResync = this.#clock.after(this.#resyncPeriodMs, this.#lane, step);
  }

  /** From zero: something was heard. */
  armDeadline(step: () => void): void {
    if (this.#readDeadlineMs <= 0) return;
    this.#cancelDeadline?.();
    this.#cancelDeadline = this.#clock.after(this.#readDeadlineMs, this.#lane, step);
  }

  endDeadline(): void {
    this.#cancelDeadline?.();
  }

  end(): void {
    this.#cancelResync?.();
    this.#cancelDeadline?.();
  }
}
