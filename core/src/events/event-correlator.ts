import type { Clock } from "../environment/clock.ts";
import type { Event } from "../kinds/core-v1.generated.ts";

/** What is to be done about an event. */
export type Correlated =
  | { readonly kind: "create"; readonly event: Event }
  /** It was told before: the stored one counts on. */
  | { readonly kind: "patch"; readonly event: Event; readonly patch: Partial<Event> }
  /** Its source told too much of this object lately. */
  | { readonly kind: "drop" };

/** Limits of an {@link EventCorrelator}; the defaults are client-go's. */
export interface EventCorrelatorOptions {
  /** Different messages about one object and reason after which they are told as one. @defaultValue 10 */
  readonly similarMax?: number;
  /** Similar events farther apart than this are not told as one, milliseconds. @defaultValue 600,000 */
  readonly similarIntervalMs?: number;
  /** Events that a source may tell of one object at once. @defaultValue 25 */
  readonly burst?: number;
  /** Milliseconds after which it may tell one more. @defaultValue 300,000 */
  readonly refillMs?: number;
  /** Keys that are remembered in each table; the one not used for longest makes room. @defaultValue 4,096 */
  readonly keysMax?: number;
}

const defaults = {
  similarMax: 10,
  similarIntervalMs: 600_000,
  burst: 25,
  refillMs: 300_000,
  keysMax: 4096,
} as const satisfies Required<EventCorrelatorOptions>;

interface Similar {
  readonly messages: Set<string>;
  lastAt: number;
}

interface Told {
  readonly name: string;
  readonly count: number;
  readonly firstTimestamp: string | null | undefined;
}

/**
 * Keeps events from flooding the server: repeated ones are counted, similar ones told as one, and a source that tells
 * too much of an object is not heard.
 *
 * @see client-go tools/record/events_cache.go
 */
export class EventCorrelator {
  readonly #clock: Pick<Clock, "now">;
  readonly #options: Required<EventCorrelatorOptions>;
  readonly #similar: RecentMap<Similar>;
  readonly #told: RecentMap<Told>;
  readonly #budgets: RecentMap<{ left: number; countedAt: number }>;

  constructor(clock: Pick<Clock, "now">, options: EventCorrelatorOptions = {}) {
    this.#clock = clock;
    this.#options = { ...defaults, ...options };
    this.#similar = new RecentMap(this.#options.keysMax);
    this.#told = new RecentMap(this.#options.keysMax);
    this.#budgets = new RecentMap(this.#options.keysMax);
  }

  correlate(event: Event): Correlated {
    const { event: aggregated, key } = this.#aggregate(event);
    const counted = this.#count(aggregated, key);
    return this.#isSpam(event) ? { kind: "drop" } : counted;
  }

  #aggregate(event: Event): { event: Event; key: string } {
    const { similarMax, similarIntervalMs } = this.#options;
    const group = keyOf(event, [
      event.type,
      event.reason,
      event.reportingComponent,
      event.reportingInstance,
    ]);
    const now = this.#clock.now();
    const known = this.#similar.get(group);
    const isFresh = known !== undefined && now - known.lastAt <= similarIntervalMs;
    const similar: Similar = isFresh ? known : { messages: new Set(), lastAt: now };
    similar.lastAt = now;
    similar.messages.add(event.message ?? "");
    this.#similar.set(group, similar);
    if (similar.messages.size < similarMax)
      return { event, key: keyOf(event, [event.type, event.reason, event.message]) };
    const [oldest] = similar.messages;
    if (oldest !== undefined) similar.messages.delete(oldest);
    return {
      event: { ...event, message: `(combined from similar events): ${event.message ?? ""}` },
      key: group,
    };
  }

  #count(event: Event, key: string): Exclude<Correlated, { kind: "drop" }> {
    const told = this.#told.get(key);
    if (told === undefined) {
      this.#told.set(key, toldOf(event));
      return { kind: "create", event };
    }
    const { name, count, firstTimestamp } = told;
    const { lastTimestamp, message } = event;
    const repeated: Event = {
      ...event,
      metadata: { ...event.metadata, name },
      count: count + 1,
      ...(firstTimestamp === undefined ? {} : { firstTimestamp }),
    };
    this.#told.set(key, toldOf(repeated));
    const patch: Partial<Event> = {
      count: count + 1,
      ...(lastTimestamp === undefined ? {} : { lastTimestamp }),
      ...(message === undefined ? {} : { message }),
    };
    return { kind: "patch", event: repeated, patch };
  }

  #isSpam(event: Event): boolean {
    const { burst, refillMs } = this.#options;
    const key = keyOf(event, []);
    const now = this.#clock.now();
    const budget = this.#budgets.get(key) ?? { left: burst, countedAt: now };
    budget.left = Math.min(burst, budget.left + (now - budget.countedAt) / refillMs);
    budget.countedAt = now;
    const isSpam = budget.left < 1;
    if (!isSpam) budget.left -= 1;
    this.#budgets.set(key, budget);
    return isSpam;
  }
}

function toldOf({ metadata, count = 1, firstTimestamp }: Event): Told {
  return { name: metadata.name ?? "", count, firstTimestamp };
}

function keyOf({ source, involvedObject }: Event, more: readonly (string | undefined)[]): string {
  const { kind, namespace, name, uid, apiVersion, fieldPath } = involvedObject;
  const about = [
    source?.component,
    source?.host,
    kind,
    namespace,
    name,
    uid,
    apiVersion,
    fieldPath,
  ];
  return JSON.stringify([...about, ...more].map((part) => part ?? ""));
}

/** A Map that keeps what was used last. */
class RecentMap<V> {
  readonly #sizeMax: number;
  readonly #values = new Map<string, V>();

  constructor(sizeMax: number) {
    this.#sizeMax = sizeMax;
  }

  get(key: string): V | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: V): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size <= this.#sizeMax) return;
    const [oldest] = this.#values.keys();
    if (oldest !== undefined) this.#values.delete(oldest);
  }
}
