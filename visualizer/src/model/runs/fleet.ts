import type { TraceFact } from "@informerlab/core/trace";
import type { Timeline } from "../timeline/timeline.ts";
import type { InformerWorld } from "../world/world.ts";

/** How far back requests are counted, in virtual milliseconds. */
export const fleetSpanMs = 20_000;
/** One bar of the count. */
export const fleetBinMs = 500;

/** What one of many informers does. */
export type MemberState = "watching" | "opening" | "listing" | "waiting" | "stopped";

export interface Member {
  readonly name: string;
  readonly state: MemberState;
  /** Of a back-off that runs: how much of it is left, 1 … 0. */
  readonly left?: number;
  /** List requests so far. */
  readonly lists: number;
}

/** Requests of one bar: how many began to watch, how many got a list, how many were refused. */
export interface FleetBin {
  readonly watches: number;
  readonly lists: number;
  readonly refused: number;
}

/** All informers of a run at one moment, and what the apiserver had to do just before. */
export interface Fleet {
  readonly members: readonly Member[];
  /** Oldest first; the last one ends now. */
  readonly bins: readonly FleetBin[];
  /** The highest bar of the whole run, of lists or of watches. */
  readonly peak: number;
}

/** The informers after `position` records, at a virtual time that is not before the last of them. */
export function fleetAt(timeline: Timeline, position: number, at: number): Fleet {
  const world = timeline.worldAt(position);
  const lists = listsOf(timeline, position);
  const members = [...timeline.end.informers.keys()].map((name): Member => {
    const informer = world.informers.get(name);
    return { name, lists: lists.get(name) ?? 0, ...stateOf(informer, at) };
  });
  return { members, bins: binsBefore(timeline, position, at), peak: peakOf(timeline) };
}

/** The last record that has happened at a virtual time, as a position. */
export function positionAt({ log }: Timeline, at: number, from: number, to: number): number {
  let position = from;
  while (position < to && (log.recordAt(position + 1)?.at ?? Number.POSITIVE_INFINITY) <= at) {
    position += 1;
  }
  return position;
}

function stateOf(
  informer: InformerWorld | undefined,
  at: number,
): Pick<Member, "state"> & { readonly left?: number } {
  const { state, backoff } = informer?.reflector ?? {};
  if (state === "watching") return { state };
  if (state === "opening-watch") return { state: "opening" };
  if (state === "listing" || state === "streaming-list") return { state: "listing" };
  if (state !== "backing-off" || backoff === undefined) return { state: "stopped" };
  const span = Math.max(1, backoff.until - backoff.from);
  return { state: "waiting", left: Math.min(1, Math.max(0, (backoff.until - at) / span)) };
}

function listsOf({ log }: Timeline, position: number): ReadonlyMap<string, number> {
  const lists = new Map<string, number>();
  for (const { fact } of log.records.slice(0, position)) {
    if (fact.kind !== "reflector.list-requested") continue;
    lists.set(fact.informer, (lists.get(fact.informer) ?? 0) + 1);
  }
  return lists;
}

type Kind = keyof FleetBin;

function binsBefore({ log }: Timeline, position: number, at: number): readonly FleetBin[] {
  const count = fleetSpanMs / fleetBinMs;
  const bins = Array.from({ length: count }, () => ({ watches: 0, lists: 0, refused: 0 }));
  for (let index = position; index > 0; index -= 1) {
    const record = log.recordAt(index);
    if (record === undefined || at - record.at >= fleetSpanMs) break;
    const kind = kindOf(record.fact);
    const bin = bins[count - 1 - Math.floor((at - record.at) / fleetBinMs)];
    if (kind !== undefined && bin !== undefined) bin[kind] += 1;
  }
  return bins;
}

const peaks = new WeakMap<Timeline, number>();

/** Over any stretch as long as a bar, wherever it begins: bars never outgrow it while time runs on. */
function peakOf(timeline: Timeline): number {
  const known = peaks.get(timeline);
  if (known !== undefined) return known;
  const timesOf = (isWanted: (kind: Kind) => boolean): readonly number[] =>
    timeline.log.records.flatMap(({ fact, at }) => {
      const kind = kindOf(fact);
      return kind !== undefined && isWanted(kind) ? [at] : [];
    });
  const watches = densest(timesOf((kind) => kind === "watches"));
  const lists = densest(timesOf((kind) => kind !== "watches"));
  const peak = Math.max(1, watches, lists);
  peaks.set(timeline, peak);
  return peak;
}

function densest(times: readonly number[]): number {
  let most = 0;
  for (let first = 0, last = 0; last < times.length; last += 1) {
    while ((times[last] ?? 0) - (times[first] ?? 0) >= fleetBinMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

function kindOf(fact: TraceFact): Kind | undefined {
  if (fact.kind === "server.watch-opened") return "watches";
  if (fact.kind !== "server.responded") return undefined;
  if (fact.code === 429) return "refused";
  return fact.count === undefined ? undefined : "lists";
}

/** How many are in each state. */
export function countsOf({ members }: Fleet): Readonly<Record<MemberState, number>> {
  const counts = { watching: 0, opening: 0, listing: 0, waiting: 0, stopped: 0 };
  for (const { state } of members) counts[state] += 1;
  return counts;
}
