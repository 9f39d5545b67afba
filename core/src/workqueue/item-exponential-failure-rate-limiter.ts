import { type ItemKey, itemKey, type WorkItem } from "./item-key.ts";
import { assertSetting, type RateLimiter } from "./rate-limiter.ts";

/** Settings of an {@link ItemExponentialFailureRateLimiter}. */
export interface ItemExponentialFailureRateLimiterOptions<T extends WorkItem> {
  /** The first delay. */
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** Needed when items are objects. */
  readonly keyOf?: ItemKey<T>;
}

/** The largest power of two that a double holds. */
const exponentMax = 1023;

/**
 * Doubles the delay with each failure of an item, up to a maximum (RL-1). Keeps a number for each item until it is
 * forgotten.
 */
export class ItemExponentialFailureRateLimiter<T extends WorkItem = string>
  implements RateLimiter<T>
{
  readonly #baseDelayMs: number;
  readonly #maxDelayMs: number;
  readonly #keyOf: ItemKey<T> | undefined;
  readonly #failures = new Map<unknown, number>();

  /** @throws RangeError for a delay that is negative or no finite number. */
  constructor(options: ItemExponentialFailureRateLimiterOptions<T>) {
    assertSetting("ItemExponentialFailureRateLimiter", "baseDelayMs", options.baseDelayMs);
    assertSetting("ItemExponentialFailureRateLimiter", "maxDelayMs", options.maxDelayMs);
    this.#baseDelayMs = options.baseDelayMs;
    this.#maxDelayMs = options.maxDelayMs;
    this.#keyOf = options.keyOf;
  }

  when(item: T): number {
    const key = itemKey(item, this.#keyOf);
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    return Math.min(this.#baseDelayMs * 2 ** Math.min(failures, exponentMax), this.#maxDelayMs);
  }

  forget(item: T): void {
    this.#failures.delete(itemKey(item, this.#keyOf));
  }

  numRequeues(item: T): number {
    return this.#failures.get(itemKey(item, this.#keyOf)) ?? 0;
  }
}
