import type { WorkItem } from "./item-key.ts";

/**
 * Says how long an item must wait before it is tried again.
 *
 * @see client-go util/workqueue/default_rate_limiters.go
 */
export interface RateLimiter<T extends WorkItem = string> {
  /** The delay before the next try, milliseconds. Asking counts as a failure of the item. */
  when(item: T): number;
  /** The item is well, or given up: its failures are forgotten. */
  forget(item: T): void;
  /** Failures of the item that count. */
  numRequeues(item: T): number;
}

/** The longest delay there is: client-go's `time.Duration` ends at 2^63-1 nanoseconds, which is about 292 years. */
export const delayMsMax: number = (2 ** 63 - 1) / 1e6;

/** Refuses a setting that is no finite number of at least `min`. */
export function assertSetting(limiter: string, setting: string, value: number, min = 0): void {
  if (Number.isFinite(value) && value >= min) return;
  throw new RangeError(`${limiter}: ${setting} must be a number of at least ${min}, got ${value}`);
}
