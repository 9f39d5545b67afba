import { type Clock, wallTimeOf } from "../environment/clock.ts";
import type { Event } from "../kinds/core-v1.generated.ts";
import type { EventNames } from "./event-names.ts";
import { eventTime } from "./event-time.ts";
import { RecentMap } from "./recent-map.ts";
import { SpamFilter } from "./spam-filter.ts";

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
  /** Events of one type that a source may tell of one object at once. @defaultValue 25 */
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
  readonly #clock: Pick<Clock, "now" | "wallTime">;
  readonly #names: EventNames;
  readonly #options: Required<EventCorrelatorOptions>;
  readonly #similar: RecentMap<Similar>;
  readonly #told: RecentMap<Told>;
  readonly #spam: SpamFilter;

  constructor(
    clock: Pick<Clock, "now" | "wallTime">,
    names: EventNames,
    options: EventCorrelatorOptions = {},
  ) {
    this.#clock = clock;
    this.#names = names;
    this.#options = { ...defaults, ...options };
    this.#similar = new RecentMap(this.#options.keysMax);
    this.#told = new RecentMap(this.#options.keysMax);
    this.#spam = new SpamFilter(clock, this.#options);
  }

  correlate(event: Event): Correlated {
    const { event: aggregated, key } = this.#aggregate(event);
    const counted = this.#count(aggregated, key);
    return this.#spam.accepts(spamKeyOf(event)) ? counted : { kind: "drop" };
  }

  /** What the server made of an event that it was told: the next one of its kind counts on from there. */
  observed(event: Event): void {
    this.#told.set(eventKeyOf(event), toldOf(event));
  }

  #aggregate(event: Event): { event: Event; key: string } {
    const { similarMax, similarIntervalMs } = this.#options;
    const group = groupKeyOf(event);
    const now = this.#clock.now();
    const known = this.#similar.get(group);
    const isFresh = known !== undefined && now - known.lastAt <= similarIntervalMs;
    const similar: Similar = isFresh ? known : { messages: new Set(), lastAt: now };
    similar.lastAt = now;
    similar.messages.add(event.message ?? "");
    this.#similar.set(group, similar);
    if (similar.messages.size < similarMax) return { event, key: eventKeyOf(event) };
    const [oldest] = similar.messages;
    if (oldest !== undefined) similar.messages.delete(oldest);
    return { event: this.#combined(event), key: group };
  }

  /** An event of its own, which says of the others only what it says itself. */
  #combined({ metadata, involvedObject, type, reason, message, source }: Event): Event {
    const time = eventTime(wallTimeOf(this.#clock));
    return {
      metadata: {
        name: this.#names.next(involvedObject.name ?? ""),
        namespace: metadata.namespace,
      },
      involvedObject,
      message: `(combined from similar events): ${message ?? ""}`,
      count: 1,
      firstTimestamp: time,
      lastTimestamp: time,
      type,
      reason,
      source,
    } as Event;
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
}

function toldOf({ metadata, count = 1, firstTimestamp }: Event): Told {
  return { name: metadata.name ?? "", count, firstTimestamp };
}

/** Whoever is told of the same way by the same source. */
function eventKeyOf(event: Event): string {
  const { type, reason, message, involvedObject } = event;
  return keyOf(event, [involvedObject.fieldPath, type, reason, message]);
}

/** What may be told as one: all but the message is the same. */
function groupKeyOf(event: Event): string {
  const { type, reason, reportingComponent, reportingInstance } = event;
  return keyOf(event, [type, reason, reportingComponent, reportingInstance]);
}

/** What has a budget of its own. */
function spamKeyOf(event: Event): string {
  return keyOf(event, [event.type]);
}

function keyOf({ source, involvedObject }: Event, more: readonly (string | undefined)[]): string {
  const { kind, namespace, name, uid, apiVersion } = involvedObject;
  const about = [source?.component, source?.host, kind, namespace, name, uid, apiVersion];
  return JSON.stringify([...about, ...more].map((part) => part ?? ""));
}
