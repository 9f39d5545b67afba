import type { TraceFact } from "@informerlab/core/trace";
import type { TraceLog, VisualRecord } from "../../trace/trace-log.ts";
import type { LaneId } from "../timeline/lanes.ts";
import type { Commit } from "../world/world.ts";

/** The stations that the news of one write passes, in order. */
export const stationIds = [
  "committed",
  "sent",
  "received",
  "enqueued",
  "popped",
  "stored",
  "notified",
  "called",
  "added",
  "got",
] as const;

/** A station on the way from a write to a worker. */
export type StationId = (typeof stationIds)[number];

/** The lane each station is in. */
export const laneOfStation: Readonly<Record<StationId, LaneId>> = {
  committed: "apiserver",
  sent: "network",
  received: "reflector",
  enqueued: "queue",
  popped: "queue",
  stored: "indexer",
  notified: "handlers",
  called: "handlers",
  added: "workqueue",
  got: "workers",
};

/** Whose road is looked at: one write on its way to one informer, one of its handlers, and a work queue. */
export interface RoadOf {
  readonly commit: Commit;
  readonly informer: string;
  readonly handler?: string | undefined;
  readonly queue?: string | undefined;
}

/** The first record at each station that brought this news, or newer news of the same object. */
export type Road = ReadonlyMap<StationId, VisualRecord>;

/**
 * Follows the news of one write through the trace, up to a position. What was told by a list counts like what was told by
 * a watch event, and newer news of the object carries the older with it.
 */
export function roadOf(log: TraceLog, of: RoadOf, position: number): Road {
  const road = new Map<StationId, VisualRecord>();
  const start = log.positionOf(of.commit.seq) ?? 0;
  const first = log.recordAt(start);
  if (first !== undefined) road.set("committed", first);
  const news = new News(of, new Set(watchesOf(log, of.informer, position)));
  for (const at of log.mentions.about(of.commit.ref.key, start, position)) {
    const record = log.recordAt(at);
    if (record === undefined || road.size === stationIds.length) break;
    const station = news.stationOf(record.fact, road);
    if (station !== undefined && !road.has(station)) road.set(station, record);
  }
  return road;
}

/** The watches that an informer has opened so far. */
function* watchesOf(log: TraceLog, informer: string, position: number): Iterable<string> {
  for (const at of log.mentions.ofKind("server.watch-opened", position)) {
    const record = log.recordAt(at);
    if (record?.fact.kind !== "server.watch-opened") continue;
    const asked = log
      .chainOf(record.seq, 12)
      .find(({ fact }) => "informer" in fact && fact.informer === informer);
    if (asked !== undefined) yield record.fact.watch;
  }
}

class News {
  readonly #of: RoadOf;
  readonly #key: string;
  readonly #version: string | undefined;
  readonly #isDeletion: boolean;
  readonly #watches: ReadonlySet<string>;

  constructor(of: RoadOf, watches: ReadonlySet<string>) {
    this.#of = of;
    this.#key = of.commit.ref.key;
    this.#version = of.commit.ref.resourceVersion;
    this.#isDeletion = of.commit.verb === "delete";
    this.#watches = watches;
  }

  stationOf(fact: TraceFact, road: Road): StationId | undefined {
    if (fact.kind === "server.watch-sent") {
      return this.#watches.has(fact.watch) && this.#tells(fact.ref) ? "sent" : undefined;
    }
    if (!("informer" in fact)) return this.#work(fact, road);
    return fact.informer === this.#of.informer ? this.#inside(fact, road) : undefined;
  }

  /** Where a fact of our informer brings the news to. */
  #inside(fact: TraceFact, road: Road): StationId | undefined {
    switch (fact.kind) {
      case "reflector.listed":
        // A snapshot that is as new as the write tells of it, be it by what it lacks.
        return isAtLeast(fact.resourceVersion, this.#version) ? "received" : undefined;
      case "reflector.received":
        return this.#tells(fact.ref) ? "received" : undefined;
      case "queue.enqueued":
        return this.#isEnqueued(fact, road) ? "enqueued" : undefined;
      case "queue.popped":
        return this.#isPopped(fact, road) ? "popped" : undefined;
      case "store.changed":
      case "store.replaced":
        return this.#isStored(fact, road) ? "stored" : undefined;
      case "handler.notified":
      case "handler.called":
        return this.#told(fact, road);
      default:
        return undefined;
    }
  }

  /** About our object, and not about an older version of it. */
  #tells(ref: { readonly key: string; readonly resourceVersion?: string } | undefined): boolean {
    return ref?.key === this.#key && isAtLeast(ref.resourceVersion, this.#version);
  }

  #isEnqueued(fact: Extract<TraceFact, { kind: "queue.enqueued" }>, road: Road): boolean {
    if (fact.refs !== undefined) {
      const told = fact.refs.find(({ key }) => key === this.#key);
      const isNew = isAtLeast(fact.resourceVersion, this.#version);
      return this.#isDeletion ? isNew && told === undefined : this.#tells(told);
    }
    if (this.#tells(fact.ref)) return true;
    // A tombstone carries the last version that was known, which is older than the deletion.
    const isTombstone = fact.isTombstone === true && fact.ref?.key === this.#key;
    return this.#isDeletion && isTombstone && road.has("received");
  }

  #isPopped(fact: Extract<TraceFact, { kind: "queue.popped" }>, road: Road): boolean {
    const enqueued = road.get("enqueued")?.fact;
    if (enqueued?.kind !== "queue.enqueued") return false;
    return fact.deltas.some(({ ref, type, isTombstone }) =>
      ref === undefined
        ? type === enqueued.type
        : ref.key === this.#key &&
          (isAtLeast(ref.resourceVersion, this.#version) || isTombstone === true),
    );
  }

  #isStored(
    fact: Extract<TraceFact, { kind: "store.changed" | "store.replaced" }>,
    road: Road,
  ): boolean {
    if (fact.kind === "store.changed") {
      if (fact.ref.key !== this.#key) return false;
      if (this.#isDeletion) return fact.change === "deleted" && road.has("popped");
      return fact.change === "deleted" ? road.has("popped") : this.#tells(fact.ref);
    }
    const held = fact.refs.find(({ key }) => key === this.#key);
    return this.#isDeletion ? held === undefined && road.has("popped") : this.#tells(held);
  }

  #told(
    fact: Extract<TraceFact, { kind: "handler.notified" | "handler.called" }>,
    road: Road,
  ): StationId | undefined {
    const { handler } = this.#of;
    if (fact.ref.key !== this.#key || (handler !== undefined && fact.handler !== handler))
      return undefined;
    if (fact.kind === "handler.notified") return road.has("stored") ? "notified" : undefined;
    const notified = road.get("notified")?.fact;
    const isSame =
      notified?.kind === "handler.notified" &&
      notified.handler === fact.handler &&
      notified.notification === fact.notification;
    return isSame ? "called" : undefined;
  }

  #work(fact: TraceFact, road: Road): StationId | undefined {
    if (!("queue" in fact) || !("key" in fact) || fact.key !== this.#key) return undefined;
    const { queue } = this.#of;
    if (queue !== undefined && fact.queue !== queue) return undefined;
    if (!road.has("called")) return undefined;
    switch (fact.kind) {
      case "workqueue.added":
      case "workqueue.collapsed":
      case "workqueue.delayed":
        return "added";
      case "workqueue.got":
        return road.has("added") ? "got" : undefined;
      default:
        return undefined;
    }
  }
}

/** Versions are compared as client-go does: as whole numbers; others only for equality. Without one, nothing is known. */
export function isAtLeast(version: string | undefined, wanted: string | undefined): boolean {
  if (version === undefined || wanted === undefined) return false;
  if (version === wanted) return true;
  if (!/^\d+$/.test(version) || !/^\d+$/.test(wanted)) return false;
  return version.length === wanted.length ? version > wanted : version.length > wanted.length;
}
