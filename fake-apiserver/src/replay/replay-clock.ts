import { type Cancel, type Clock, lane } from "@informerlab/core";

const replayLane = lane("apiserver/replay");

/**
 * Where a replay is in its recording. It stands at the first state that anybody was told until the first client asks for
 * objects; then it goes on with the clock.
 */
export class ReplayClock {
  readonly #clock: Clock;
  readonly #speed: number;
  readonly #from: number;
  #startedAt: number | undefined;

  /** `from` is where it stands at first; `speed`: milliseconds of the recording that pass in one of the clock. */
  constructor(clock: Clock, { from, speed }: { readonly from: number; readonly speed: number }) {
    this.#clock = clock;
    this.#from = from;
    this.#speed = speed;
  }

  /** Milliseconds since the beginning of the recording. */
  get position(): number {
    if (this.#startedAt === undefined) return this.#from;
    return this.#from + (this.#clock.now() - this.#startedAt) * this.#speed;
  }

  /** Begins to run, if it does not yet. */
  start(): void {
    this.#startedAt ??= this.#clock.now();
  }

  /** Runs `step` when the replay is at a position. */
  at(position: number, step: () => void): Cancel {
    return this.#clock.after(Math.ceil((position - this.position) / this.#speed), replayLane, step);
  }

  /** Runs `step` after so many milliseconds of the clock. */
  after(delayMs: number, step: () => void): Cancel {
    return this.#clock.after(delayMs, replayLane, step);
  }
}
