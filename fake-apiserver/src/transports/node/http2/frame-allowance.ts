import { ConnectionError, errorCodes } from "./frame.ts";

/** As many may come at once. */
const burst = 1_000;
const perSecond = 33;
/** A frame of a body is answered by two that widen windows; what was asked may be taken back, or pinged about. */
const earnedByFrame = 4;

/**
 * How many frames one client may send that ask for nothing: pings, settings, priorities, resets, empty pieces of bodies,
 * wider windows. Each costs the client next to nothing; a flood of them is ended. What is sent to the client earns it
 * more, and so does time.
 *
 * @see RFC 9113, 10.5
 */
export class FrameAllowance {
  readonly #now: () => number;
  #left = burst;
  #since: number;

  /** `now` tells milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
    this.#since = now();
  }

  /** @throws ConnectionError when the client has none left */
  spend(count = 1): void {
    if (this.#left < count) this.#refill();
    this.#left -= count;
    if (this.#left < 0) throw new ConnectionError(errorCodes.calm, "a flood of empty frames");
  }

  earn(): void {
    this.#left = Math.min(burst, this.#left + earnedByFrame);
  }

  #refill(): void {
    const now = this.#now();
    this.#left = Math.min(burst, this.#left + ((now - this.#since) / 1000) * perSecond);
    this.#since = now;
  }
}
