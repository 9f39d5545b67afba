import type { Environment } from "../environment/environment.ts";
import { BucketRateLimiter } from "./bucket-rate-limiter.ts";
import { ItemExponentialFailureRateLimiter } from "./item-exponential-failure-rate-limiter.ts";
import type { ItemKey, WorkItem } from "./item-key.ts";
import { MaxOfRateLimiter } from "./max-of-rate-limiter.ts";
import type { RateLimiter } from "./rate-limiter.ts";

/**
 * What controllers use (RL-6): each item backs off from 5 ms to 1000 s, and all items together are retried 10 times a
 * second, 100 at once.
 */
export function defaultControllerRateLimiter<T extends WorkItem = string>(
  environment: Environment,
  keyOf?: ItemKey<T>,
): RateLimiter<T> {
  return new MaxOfRateLimiter<T>(
    new ItemExponentialFailureRateLimiter<T>({
      baseDelayMs: 5,
      maxDelayMs: 1_000_000,
      ...(keyOf && { keyOf }),
    }),
    new BucketRateLimiter<T>(environment, { qps: 10, burst: 100 }),
  );
}

/** Each item backs off from 1 ms to 1000 s (RL-6). */
export function defaultItemBasedRateLimiter<T extends WorkItem = string>(
  keyOf?: ItemKey<T>,
): RateLimiter<T> {
  return new ItemExponentialFailureRateLimiter<T>({
    baseDelayMs: 1,
    maxDelayMs: 1_000_000,
    ...(keyOf && { keyOf }),
  });
}
