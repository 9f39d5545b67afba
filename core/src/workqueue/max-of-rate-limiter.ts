import type { WorkItem } from "./item-key.ts";
import { assertSetting, type RateLimiter } from "./rate-limiter.ts";

/** Asks all of several limiters and holds to the slowest (RL-4). */
export class MaxOfRateLimiter<T extends WorkItem = string> implements RateLimiter<T> {
  readonly #limiters: readonly RateLimiter<T>[];

  constructor(...limiters: readonly RateLimiter<T>[]) {
    this.#limiters = limiters;
  }

  when(item: T): number {
    return this.#limiters.reduce((max, limiter) => Math.max(max, limiter.when(item)), 0);
  }

  forget(item: T): void {
    for (const limiter of this.#limiters) limiter.forget(item);
  }

  numRequeues(item: T): number {
    return this.#limiters.reduce((max, limiter) => Math.max(max, limiter.numRequeues(item)), 0);
  }
}

/** Never waits longer than a maximum, whatever the limiter inside says (RL-5). */
export class WithMaxWaitRateLimiter<T extends WorkItem = string> implements RateLimiter<T> {
  readonly #limiter: RateLimiter<T>;
  readonly #maxDelayMs: number;

  /** @throws RangeError for a maximum that is negative or no finite number. */
  constructor(limiter: RateLimiter<T>, maxDelayMs: number) {
    assertSetting("WithMaxWaitRateLimiter", "maxDelayMs", maxDelayMs);
    this.#limiter = limiter;
    this.#maxDelayMs = maxDelayMs;
  }

  when(item: T): number {
    return Math.min(this.#limiter.when(item), this.#maxDelayMs);
  }

  forget(item: T): void {
    this.#limiter.forget(item);
  }

  numRequeues(item: T): number {
    return this.#limiter.numRequeues(item);
  }
}
