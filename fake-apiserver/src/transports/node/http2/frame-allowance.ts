import { ConnectionError, errorCodes } from "./frame.ts";

/** As many may come at once. */
const burst = 1_000;
const perSecond = 33;
/** What was asked may be taken back, or pinged about. */
const earnedByFrame = 4;
/** Who reads a body widens two windows for each frame, or at each few kilobytes of it, long after they were sent. */
const windows = 2;
const bytesPerFrame = 1_024;
/** As many of these may be due at once. */
const widenedMax = 1_000_000;

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
  /** Windows that may be widened for what was sent. */
  #due = 0;
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

  /** A frame with so many bytes of a body was sent to the client. */
  earn(bytes = 0): void {
    this.#left = Math.min(burst, this.#left + earnedByFrame);
    this.#due = Math.min(widenedMax, this.#due + windows + bytes / bytesPerFrame);
  }

  /** A window is widened: for what was sent, or as any frame that asks for nothing. @throws ConnectionError */
  widen(): void {
    if (this.#due >= 1) this.#due -= 1;
    else this.spend();
  }

  #refill(): void {
    const now = this.#now();
    this.#left = Math.min(burst, this.#left + ((now - this.#since) / 1000) * perSecond);
    this.#since = now;
  }
}
