import { type ItemKey, itemKey, type WorkItem } from "./item-key.ts";
import { assertSetting, type RateLimiter } from "./rate-limiter.ts";

/** Settings of an {@link ItemFastSlowRateLimiter}. */
export interface ItemFastSlowRateLimiterOptions<T extends WorkItem> {
  readonly fastDelayMs: number;
  readonly slowDelayMs: number;
  /** Tries of an item that are fast. */
  readonly maxFastAttempts: number;
  /** Needed when items are objects. */
  readonly keyOf?: ItemKey<T>;
}

/**
 * Lets an item be tried quickly a few times, slowly from then on (RL-2). Keeps a number for each item until it is
 * forgotten.
 */
export class ItemFastSlowRateLimiter<T extends WorkItem = string> implements RateLimiter<T> {
  readonly #fastDelayMs: number;
  readonly #slowDelayMs: number;
  readonly #maxFastAttempts: number;
  readonly #keyOf: ItemKey<T> | undefined;
  readonly #failures = new Map<unknown, number>();

  /** @throws RangeError for a setting that is negative or no finite number. */
  constructor(options: ItemFastSlowRateLimiterOptions<T>) {
    assertSetting("ItemFastSlowRateLimiter", "fastDelayMs", options.fastDelayMs);
    assertSetting("ItemFastSlowRateLimiter", "slowDelayMs", options.slowDelayMs);
    assertSetting("ItemFastSlowRateLimiter", "maxFastAttempts", options.maxFastAttempts);
    this.#fastDelayMs = options.fastDelayMs;
    this.#slowDelayMs = options.slowDelayMs;
    this.#maxFastAttempts = options.maxFastAttempts;
    this.#keyOf = options.keyOf;
  }

  when(item: T): number {
    const key = itemKey(item, this.#keyOf);
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    return failures <= this.#maxFastAttempts ? this.#fastDelayMs : this.#slowDelayMs;
  }

  forget(item: T): void {
    this.#failures.delete(itemKey(item, this.#keyOf));
  }

  numRequeues(item: T): number {
    return this.#failures.get(itemKey(item, this.#keyOf)) ?? 0;
  }
}
