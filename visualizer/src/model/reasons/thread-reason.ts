import type { TraceLog } from "../../trace/trace-log.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Commit, InformerWorld } from "../world/world.ts";
import type { Road, StationId } from "./road.ts";
import type { ThreadTarget } from "./thread-target.ts";

/** Why something is not where a reader looked for it: an id of the catalogue, with values. */
export interface Reason {
  readonly id: ReasonId;
  readonly values?: Readonly<Record<string, string | number | readonly string[]>>;
}

/** Everything that can keep news from its goal, or explain that it has come and gone. */
export type ReasonId =
  | "never-written"
  | "not-yet-written"
  | "not-selected"
  | "not-started"
  | "stopped"
  | "cut"
  | "backing-off"
  | "listing"
  | "lost-on-wire"
  | "on-the-wire"
  | "withheld"
  | "not-sent-yet"
  | "dropped"
  | "buffered"
  | "queued"
  | "in-hand"
  | "no-handler"
  | "registered-late"
  | "handler-removed"
  | "not-notified"
  | "handler-busy"
  | "handler-dropped"
  | "not-added"
  | "filed-elsewhere"
  | "was-deleted"
  | "came-and-went"
  | "was-called"
  | "was-taken"
  | "is-waiting"
  | "is-here";

/** A road that does not reach its goal. */
export interface Broken {
  readonly informer: string;
  readonly road: Road;
  /** The first station that was not reached. */
  readonly broken: StationId;
  readonly commit: Commit;
  readonly target: Exclude<ThreadTarget, { kind: "item" }>;
}

/** Says what keeps the news from going on at the station where it stands. */
export function breakOf(timeline: Timeline, position: number, broken: Broken): Reason {
  const world = timeline.worldAt(position);
  const informer = world.informers.get(broken.informer);
  switch (broken.broken) {
    case "committed":
      return { id: "never-written" };
    case "sent":
    case "received":
      return onTheWay(timeline.log, position, informer, broken);
    case "enqueued":
      return behindReflector(timeline.log, position, informer, broken);
    case "popped":
      return { id: "queued", values: { ahead: aheadOf(informer, broken.commit.ref.key) } };
    case "stored":
      return { id: "in-hand" };
    case "notified":
      return notNotified(timeline.log, informer, broken);
    case "called":
      return notCalled(timeline.log, position, informer, broken);
    case "added":
    case "got":
      return { id: "not-added", values: { handler: handlerOf(broken) } };
  }
}

function onTheWay(
  log: TraceLog,
  position: number,
  informer: InformerWorld | undefined,
  { road, commit }: Broken,
): Reason {
  if (informer === undefined || informer.stage === "registered") return { id: "not-started" };
  if (informer.stage === "stopped") return { id: "stopped" };
  const { wire, reflector } = informer;
  const version = reflector.lastResourceVersion ?? "–";
  const sent = road.get("sent");
  if (sent !== undefined) {
    const step = log.positionOf(sent.seq) ?? 0;
    // What the server sent before it let go arrives before the end does: only the client's end loses events.
    const ended = lastEnd(log, position, informer.name, "client");
    return ended !== undefined && ended.seq > sent.seq
      ? { id: "lost-on-wire", values: { step, cut: ended.position } }
      : { id: "on-the-wire", values: { step } };
  }
  if (wire.state === "open") {
    const fault = strikeSince(log, position, commit.seq);
    return fault === undefined ? { id: "not-sent-yet" } : { id: "withheld", values: { fault } };
  }
  const ended = lastEnd(log, position, informer.name, "server");
  // The wire knows that it broke, also where the end does not say whose it was.
  const step = ended?.position ?? log.positionOf(wire.seq) ?? 0;
  if (reflector.state === "listing" || reflector.state === "streaming-list") {
    return { id: "listing", values: { version } };
  }
  if (ended === undefined && wire.state !== "broken") return { id: "not-sent-yet" };
  return reflector.state === "backing-off"
    ? { id: "backing-off", values: { version, step } }
    : { id: "cut", values: { version, step } };
}

function behindReflector(
  log: TraceLog,
  position: number,
  informer: InformerWorld | undefined,
  { road, commit }: Broken,
): Reason {
  const received = log.positionOf(road.get("received")?.seq ?? 0) ?? 0;
  const { key } = commit.ref;
  for (const at of log.mentions.about(key, received, position).toReversed()) {
    const fact = log.recordAt(at)?.fact;
    if (fact?.kind === "reflector.dropped" && fact.ref?.key === key) {
      return { id: "dropped", values: { reason: fact.reason } };
    }
  }
  return (informer?.reflector.buffered ?? 0) > 0 ? { id: "buffered" } : { id: "in-hand" };
}

/** How many entries of the queue come before the object's. */
function aheadOf(informer: InformerWorld | undefined, key: string): number {
  if (informer === undefined) return 0;
  const place = informer.keys.indexOf(key);
  if (place >= 0) return place;
  return Math.max(
    0,
    informer.ribbon.findIndex(({ ref }) => ref === undefined || ref.key === key),
  );
}

function notNotified(log: TraceLog, informer: InformerWorld | undefined, broken: Broken): Reason {
  const handler = handlerOf(broken);
  const known = informer?.handlers.get(handler);
  if (known === undefined) {
    return informer?.handlers.size === 0 || handler === ""
      ? { id: "no-handler" }
      : { id: "registered-late", values: { handler } };
  }
  if (known.isRemoved) return { id: "handler-removed", values: { handler } };
  const stored = broken.road.get("stored")?.seq ?? 0;
  const isLate = known.seq > stored;
  const step = log.positionOf(known.seq) ?? 0;
  return isLate
    ? { id: "registered-late", values: { handler, step } }
    : { id: "not-notified", values: { handler } };
}

function notCalled(
  log: TraceLog,
  position: number,
  informer: InformerWorld | undefined,
  broken: Broken,
): Reason {
  const handler = handlerOf(broken);
  const { key } = broken.commit.ref;
  const notified = log.positionOf(broken.road.get("notified")?.seq ?? 0) ?? 0;
  for (const at of log.mentions.about(key, notified, position)) {
    const fact = log.recordAt(at)?.fact;
    if (fact?.kind === "handler.dropped" && fact.handler === handler && fact.ref.key === key) {
      return { id: "handler-dropped", values: { handler } };
    }
  }
  const known = informer?.handlers.get(handler);
  const ahead = known?.buffer.findIndex(({ ref }) => ref.key === key) ?? -1;
  return { id: "handler-busy", values: { handler, ahead: Math.max(0, ahead) } };
}

function handlerOf({ target, road }: Broken): string {
  if (target.kind === "callback") return target.handler;
  const told = (road.get("called") ?? road.get("notified"))?.fact;
  return told !== undefined && "handler" in told ? told.handler : "";
}

/** Where the informer's last watch ended: as the client saw it, or already at the server. */
function lastEnd(
  log: TraceLog,
  position: number,
  informer: string,
  side: "client" | "server",
): { readonly seq: number; readonly position: number } | undefined {
  const ends = [
    ...log.mentions.ofKind("reflector.watch-ended", position),
    ...log.mentions.ofKind("reflector.watch-refused", position),
    ...(side === "server" ? log.mentions.ofKind("server.watch-ended", position) : []),
  ].sort((a, b) => b - a);
  for (const at of ends) {
    const record = log.recordAt(at);
    if (record === undefined) break;
    const { fact, seq } = record;
    const isEnd = fact.kind === "reflector.watch-ended" || fact.kind === "reflector.watch-refused";
    if (isEnd && fact.informer === informer) return { seq, position: at };
    if (fact.kind === "server.watch-ended") {
      const opened = log
        .chainOf(seq, 12)
        .some((link) => "informer" in link.fact && link.fact.informer === informer);
      if (opened) return { seq, position: at };
    }
  }
  return undefined;
}

/** A fault that struck since a write, and so may have swallowed its event. */
function strikeSince(log: TraceLog, position: number, since: number): string | undefined {
  const last = log.mentions.ofKind("fault.injected", position).at(-1);
  const record = last === undefined ? undefined : log.recordAt(last);
  const isSince = record !== undefined && record.seq >= since;
  return isSince && record.fact.kind === "fault.injected" ? record.fact.action : undefined;
}
