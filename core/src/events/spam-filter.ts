import type { Clock } from "../environment/clock.ts";
import { RecentMap } from "./recent-map.ts";

/** What a source may still tell, and since when that is known. */
interface Budget {
  readonly tokens: number;
  readonly countedAt: number;
}

/** How much a {@link SpamFilter} lets through. */
export interface SpamFilterOptions {
  readonly burst: number;
  readonly refillMs: number;
  readonly keysMax: number;
}

const nanosInSecond = 1e9;

/**
 * A bucket of tokens for each key.
 *
 * @see client-go tools/record/events_cache.go EventSourceObjectSpamFilter, golang.org/x/time/rate
 */
export class SpamFilter {
  readonly #clock: Pick<Clock, "now">;
  readonly #burst: number;
  readonly #tokensPerSecond: number;
  readonly #budgets: RecentMap<Budget>;

  constructor(clock: Pick<Clock, "now">, { burst, refillMs, keysMax }: SpamFilterOptions) {
    this.#clock = clock;
    this.#burst = burst;
    // client-go keeps the rate in 32 bits, which lets the next one through a moment before its time.
    this.#tokensPerSecond = Math.fround(1000 / refillMs);
    this.#budgets = new RecentMap(keysMax);
  }

  /** Takes a token; false where none is left, which changes nothing. */
  accepts(key: string): boolean {
    const now = this.#clock.now();
    const { tokens, countedAt } = this.#budgets.get(key) ?? { tokens: this.#burst, countedAt: now };
    const grown = tokens + ((now - countedAt) / 1000) * this.#tokensPerSecond;
    const left = Math.min(this.#burst, grown) - 1;
    const waitNanos = (-left / this.#tokensPerSecond) * nanosInSecond;
    if (waitNanos >= 1) return false;
    this.#budgets.set(key, { tokens: left, countedAt: now });
    return true;
  }
}
