import type { Clock } from "../environment/clock.ts";
import type { Cancel, Lane } from "../environment/scheduler.ts";

/** Notices that nothing was heard for too long. Hearing costs no timer: it looks again when the silence could be over. */
export class SilenceDeadline {
  readonly #clock: Clock;
  readonly #lane: Lane;
  readonly #silenceMs: number;
  readonly #missed: () => void;
  #heardAt: number;
  #cancel: Cancel;

  /** Begins to count at once; calls `missed` at most once, on the lane. */
  constructor(
    clock: Clock,
    options: {
      readonly lane: Lane;
      /** Longest silence, milliseconds. */
      readonly silenceMs: number;
      readonly missed: () => void;
    },
  ) {
    this.#clock = clock;
    this.#lane = options.lane;
    this.#silenceMs = options.silenceMs;
    this.#missed = options.missed;
    this.#heardAt = clock.now();
    this.#cancel = this.#lookAfter(this.#silenceMs);
  }

  heard(): void {
    this.#heardAt = this.#clock.now();
  }

  /** Nothing is to be heard for so long, milliseconds: silence begins after it. */
  expectNothingFor(waitMs: number): void {
    this.#heardAt = this.#clock.now() + waitMs;
  }

  cancel(): void {
    this.#cancel();
  }

  #lookAfter(delayMs: number): Cancel {
    return this.#clock.after(delayMs, this.#lane, () => {
      const leftMs = this.#heardAt + this.#silenceMs - this.#clock.now();
      if (leftMs > 0) this.#cancel = this.#lookAfter(leftMs);
      else this.#missed();
    });
  }
}
