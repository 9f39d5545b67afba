import { isSelected } from "../../trace/selected.ts";
import type { LaneId } from "../timeline/lanes.ts";
import { laneOf } from "../timeline/lanes.ts";
import { selectionOf } from "../timeline/selection.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Commit, InformerWorld } from "../world/world.ts";
import { laneOfStation, type Road, roadOf, type StationId, stationIds } from "./road.ts";
import { breakOf, type Reason } from "./thread-reason.ts";
import type { ThreadTarget } from "./thread-target.ts";
import { whyHere } from "./why.ts";

/** One knot of the thread. */
export interface ThreadKnot {
  readonly lane: LaneId;
  /** The record that stands for it; absent where nothing happened. */
  readonly seq?: number | undefined;
  /** It came by here; it broke here; it would have come by here. */
  readonly state: "passed" | "broken" | "missed";
}

/** The answer to "why is it here?" or "why is it not here?", from its first cause on. */
export interface Thread {
  readonly key: string | undefined;
  readonly knots: readonly ThreadKnot[];
  /** Why it is not here; absent when it is. */
  readonly reason?: Reason | undefined;
}

/** Where the road ends for what was asked. */
const goals = {
  row: "stored",
  bucket: "stored",
  callback: "called",
  work: "added",
} as const satisfies Record<Exclude<ThreadTarget["kind"], "item">, StationId>;

/**
 * Follows a thread from what a reader points at back to its cause, or to the place where the news of it broke off.
 *
 * @param informer whose copy is looked at.
 */
export function threadOf(
  timeline: Timeline,
  position: number,
  informer: string,
  target: ThreadTarget,
): Thread {
  const { log } = timeline;
  if (target.kind === "item") {
    const way = whyHere(log, target.seq);
    const last = way.at(-1)?.fact;
    const key = last !== undefined && "ref" in last ? last.ref?.key : undefined;
    return { key, knots: way.map(({ seq, fact }) => passed(laneOf(fact), seq)) };
  }
  const { key } = target;
  const world = timeline.worldAt(position);
  const happened = timeline.commits.slice(0, world.commits);
  const copy = world.informers.get(informer);
  const selection = selectionOf(log, informer);
  const commit = happened.findLast(({ ref }) => isOf(ref, key, selection?.resource));
  if (commit === undefined) {
    const later = timeline.commits.find(({ ref }) => isOf(ref, key, selection?.resource));
    const step = later === undefined ? undefined : log.positionOf(later.seq);
    const reason: Reason =
      step === undefined ? { id: "never-written" } : { id: "not-yet-written", values: { step } };
    return { key, knots: untilGoal(new Map(), "committed", goals[target.kind]), reason };
  }
  const isWanted =
    commit.verb === "delete" ||
    selection === undefined ||
    isSelected(selection, key, commit.object) ||
    copy?.store.has(key) === true;
  if (!isWanted) {
    const asked = [selection.namespace, selection.labelSelector, selection.fieldSelector];
    const values = { asked: asked.filter((part) => part !== undefined).join(" · ") };
    const knots = untilGoal(committed(commit), "sent", goals[target.kind]);
    return { key, knots, reason: { id: "not-selected", values } };
  }
  return followed(timeline, position, { informer, copy, commit, target });
}

interface Followed {
  readonly informer: string;
  readonly copy: InformerWorld | undefined;
  readonly commit: Commit;
  readonly target: Exclude<ThreadTarget, { kind: "item" }>;
}

function followed(
  timeline: Timeline,
  position: number,
  { informer, copy, commit, target }: Followed,
): Thread {
  const { key } = target;
  const road = roadOf(timeline.log, { commit, informer, ...whom(target) }, position);
  const goal = goals[target.kind];
  const broken = firstMissing(road, goal);
  if (broken !== undefined) {
    const isUnheard = commit.verb === "delete" && copy?.store.has(key) === false;
    if (isUnheard && target.kind === "row") {
      const values = { version: commit.ref.resourceVersion ?? "–" };
      return { key, knots: knotOf(road, "committed"), reason: { id: "came-and-went", values } };
    }
    const reason = breakOf(timeline, position, { informer, road, broken, commit, target });
    return { key, knots: untilGoal(road, broken, goal), reason };
  }
  const knots = stationIds.flatMap((id) => knotOf(road, id));
  if (target.kind === "bucket" && copy?.store.has(key) === true) {
    const values = { values: copy.store.get(key)?.indexes[target.index] ?? [] };
    return { key, knots: knots.slice(0, -1), reason: { id: "filed-elsewhere", values } };
  }
  return { key, knots, reason: arrived(timeline, road, commit, target) };
}

/** The news has come as far as it was asked for: then it was here, or what it told was a deletion. */
function arrived(
  timeline: Timeline,
  road: Road,
  commit: Commit,
  target: Followed["target"],
): Reason {
  const stepOf = (station: StationId): number =>
    timeline.log.positionOf(road.get(station)?.seq ?? 0) ?? 0;
  const version = commit.ref.resourceVersion ?? "–";
  if (target.kind === "callback") return { id: "was-called", values: { step: stepOf("called") } };
  if (target.kind === "work") {
    return road.has("got")
      ? { id: "was-taken", values: { step: stepOf("got") } }
      : { id: "is-waiting", values: { step: stepOf("added") } };
  }
  const values = { version, step: stepOf("stored") };
  return { id: commit.verb === "delete" ? "was-deleted" : "is-here", values };
}

function whom(target: Followed["target"]): { handler?: string; queue?: string } {
  if (target.kind === "callback") return { handler: target.handler };
  return target.kind === "work" ? { queue: target.queue } : {};
}

function isOf(
  ref: { readonly key: string; readonly resource: string },
  key: string,
  resource: string | undefined,
): boolean {
  return ref.key === key && (resource === undefined || ref.resource === resource);
}

/** The first station before the goal that neither the news nor anything after it has reached. */
function firstMissing(road: Road, goal: StationId): StationId | undefined {
  const end = stationIds.indexOf(goal);
  const reached = stationIds.findLastIndex((id, index) => index <= end && road.has(id));
  return reached < end ? stationIds[reached + 1] : undefined;
}

function untilGoal(road: Road, broken: StationId, goal: StationId): readonly ThreadKnot[] {
  const end = stationIds.indexOf(goal);
  const at = stationIds.indexOf(broken);
  return stationIds.slice(0, end + 1).flatMap((id, index): readonly ThreadKnot[] => {
    if (index < at) return knotOf(road, id);
    const lane = laneOfStation[id];
    return [{ lane, state: index === at ? "broken" : "missed" }];
  });
}

function knotOf(road: Road, id: StationId): readonly ThreadKnot[] {
  const record = road.get(id);
  return record === undefined ? [] : [passed(laneOfStation[id], record.seq)];
}

function passed(lane: LaneId, seq: number): ThreadKnot {
  return { lane, seq, state: "passed" };
}

function committed(commit: Commit): Road {
  const record = { seq: commit.seq } as Road extends ReadonlyMap<StationId, infer R> ? R : never;
  return new Map([["committed", record]]);
}
