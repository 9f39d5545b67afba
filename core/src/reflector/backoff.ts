import type { Clock } from "../environment/clock.ts";
import type { Random } from "../environment/random.ts";

/** How the waits of a Reflector grow (RF-5, RF-6). */
export interface BackoffOptions {
  /** First base, milliseconds. @defaultValue 800 */
  readonly initialMs?: number;
  /** Largest base, milliseconds. @defaultValue 30,000 */
  readonly maxMs?: number;
  /** The row starts over when this long has passed since it last did, milliseconds. @defaultValue 120,000 */
  readonly resetAfterMs?: number;
  /** Each base is this many times the one before. @defaultValue 2 */
  readonly factor?: number;
  /** Each delay is its base times 1 up to 1 + jitter. @defaultValue 1 */
  readonly jitter?: number;
}

const defaults = {
  initialMs: 800,
  maxMs: 30_000,
  resetAfterMs: 120_000,
  factor: 2,
  jitter: 1,
} as const satisfies Required<BackoffOptions>;

/** One row of growing waits, shared by everything that a Reflector waits for (RF-7). */
export class Backoff {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #options: Required<BackoffOptions>;
  #baseMs: number;
  #lastResetAt: number;

  constructor(clock: Clock, random: Random, options: BackoffOptions = {}) {
    this.#clock = clock;
    this.#random = random;
    this.#options = { ...defaults, ...options };
    this.#baseMs = this.#options.initialMs;
    this.#lastResetAt = clock.now();
  }

  /** The next delay in milliseconds; uses up one step of the row. */
  next(): number {
    const { initialMs, maxMs, resetAfterMs, factor, jitter } = this.#options;
    const now = this.#clock.now();
    // RF-6: counted from the last reset, even in the middle of a row of failures.
    if (now - this.#lastResetAt > resetAfterMs) {
      this.#baseMs = initialMs;
      this.#lastResetAt = now;
    }
    const baseMs = this.#baseMs;
    this.#baseMs = Math.min(maxMs, baseMs * factor);
    return baseMs * (1 + this.#random.next() * jitter);
  }
}
