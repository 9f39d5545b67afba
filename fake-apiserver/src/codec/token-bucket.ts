/** How fast a bucket fills, and what it holds, at first too. */
export interface TokenBucketOptions {
  readonly perSecond: number;
  readonly burst: number;
}

/** Tokens that come with time: for whom may do so much at once, and so much a second. @see golang.org/x/time/rate */
export class TokenBucket {
  readonly #options: TokenBucketOptions;
  #tokens: number;
  #countedAt: number;

  /** @param now milliseconds */
  constructor(options: TokenBucketOptions, now: number) {
    this.#options = options;
    this.#tokens = options.burst;
    this.#countedAt = now;
  }

  /** Takes a token where there is one; the answer is otherwise how many milliseconds it takes until there is. */
  take(now: number): number {
    const { perSecond, burst } = this.#options;
    const sinceMs = Math.max(0, now - this.#countedAt);
    this.#tokens = Math.min(burst, this.#tokens + (sinceMs / 1000) * perSecond);
    this.#countedAt = now;
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) / perSecond) * 1000);
    this.#tokens -= 1;
    return 0;
  }
}
