import type { Clock } from "../environment/clock.ts";

/** How often a Reflector may ask again at once: without a wait that its {@link Backoff} has already ordered. */
export interface RequestPaceOptions {
  /** Requests that may follow one another at once. @defaultValue 10 */
  readonly burst?: number;
  /** Milliseconds after which one more may. @defaultValue 1,000 */
  readonly intervalMs?: number;
}

const defaults = { burst: 10, intervalMs: 1000 } as const satisfies Required<RequestPaceOptions>;

/**
 * The floor between attempts in every state. client-go has none where a watch ends after an event or a streaming list is
 * cut: a proxy that does so is asked hundreds of times a second.
 */
export class RequestPace {
  readonly #clock: Clock;
  readonly #options: Required<RequestPaceOptions>;
  #left: number;
  #countedAt: number;

  constructor(clock: Clock, options: RequestPaceOptions = {}) {
    this.#clock = clock;
    this.#options = { ...defaults, ...options };
    this.#left = this.#options.burst;
    this.#countedAt = clock.now();
  }

  /** Takes one request and says how many milliseconds it has to wait: 0 nearly always. */
  take(): number {
    const { burst, intervalMs } = this.#options;
    const now = this.#clock.now();
    this.#left = Math.min(burst, this.#left + (now - this.#countedAt) / intervalMs);
    this.#countedAt = now;
    this.#left -= 1;
    return this.#left >= 0 ? 0 : Math.ceil(-this.#left * intervalMs);
  }
}
