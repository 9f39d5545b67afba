import type { Clock } from "../environment/clock.ts";
import type { Environment } from "../environment/environment.ts";
import type { WorkItem } from "./item-key.ts";
import { assertSetting, delayMsMax, type RateLimiter } from "./rate-limiter.ts";

/** Settings of a {@link BucketRateLimiter}. */
export interface BucketRateLimiterOptions {
  /** Tokens that come into the bucket each second. */
  readonly qps: number;
  /** Tokens the bucket holds, and holds at first. With 0 no item is ever let through. */
  readonly burst: number;
}

/**
 * A token bucket over all items (RL-3): each `when` takes a token, in advance if none is left, and answers when that
 * token will have come. Items have no failures here.
 */
export class BucketRateLimiter<T extends WorkItem = string> implements RateLimiter<T> {
  readonly #clock: Clock;
  readonly #qps: number;
  readonly #burst: number;
  #tokens: number;
  #countedAt: number;

  /** @throws RangeError for a setting that is negative or no finite number. */
  constructor(environment: Environment, options: BucketRateLimiterOptions) {
    assertSetting("BucketRateLimiter", "qps", options.qps);
    assertSetting("BucketRateLimiter", "burst", options.burst);
    this.#clock = environment.clock;
    this.#qps = options.qps;
    this.#burst = options.burst;
    this.#tokens = options.burst;
    this.#countedAt = this.#clock.now();
  }

  when(_item: T): number {
    if (this.#burst < 1) return delayMsMax;
    const now = this.#clock.now();
    const elapsedMs = Math.max(0, now - this.#countedAt);
    const come = (elapsedMs / 1000) * this.#qps;
    this.#tokens = Math.min(this.#burst, this.#tokens + come) - 1;
    this.#countedAt = now;
    if (this.#tokens >= 0) return 0;
    return this.#qps === 0 ? delayMsMax : Math.min(delayMsMax, (-this.#tokens / this.#qps) * 1000);
  }

  forget(_item: T): void {}

  numRequeues(_item: T): number {
    return 0;
  }
}
