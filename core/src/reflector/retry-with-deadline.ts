import type { Clock } from "../environment/clock.ts";

const quietMinuteMs = 60_000;

/**
 * The window in which internal errors of a watch are retried at once (RF-26).
 *
 * @see client-go tools/cache/retry_with_deadline.go
 */
export class RetryWithDeadline {
  readonly #clock: Clock;
  readonly #windowMs: number;
  #firstErrorAt: number | undefined;
  #lastErrorAt: number | undefined;

  /** A window of 0 never retries. */
  constructor(clock: Clock, windowMs: number) {
    this.#clock = clock;
    this.#windowMs = windowMs;
  }

  /** Forgets what was: a watch phase begins. */
  reset(): void {
    this.#firstErrorAt = undefined;
    this.#lastErrorAt = undefined;
  }

  /** Notes one internal error and says whether to try again at once. */
  shouldRetry(): boolean {
    const now = this.#clock.now();
    if (this.#lastErrorAt !== undefined && now - this.#lastErrorAt >= quietMinuteMs)
      this.#firstErrorAt = undefined;
    this.#firstErrorAt ??= now;
    this.#lastErrorAt = now;
    if (this.#windowMs <= 0) return false;
    if (now - this.#firstErrorAt <= this.#windowMs) return true;
    this.reset();
    return false;
  }
}
