import type { TraceFile } from "@informerlab/core/trace";
import { isSelected } from "../../trace/selected.ts";
import { TraceLog } from "../../trace/trace-log.ts";
import { selectionOf } from "../timeline/selection.ts";
import { DistanceToTruth, sumOf } from "./distance.ts";

/** What a run cost one informer: the numbers by which runs are compared. */
export interface Outcome {
  /** Lists that were asked for, page by page not counted. */
  readonly lists: number;
  /** Milliseconds, after the first list, in which the copy differed from the server. */
  readonly wrongMs: number;
  /** Most objects that were wrong at once, after the first list. */
  readonly mostWrong: number;
  /** Writes after the first list that no watch event told of: a list skipped over them, or nothing told of them at all. */
  readonly lostEvents: number;
  readonly reconciles: number;
}

/** The outcome of a run for one informer; by default the first that was started. */
export function outcomeOf(file: TraceFile, informer?: string): Outcome {
  const log = new TraceLog(file);
  const started = log.records.find(({ fact }) => fact.kind === "informer.started")?.fact;
  const name = informer ?? (started !== undefined && "informer" in started ? started.informer : "");
  const distance = new DistanceToTruth(log, name);
  const { wrongMs, most } = sumOf(distance, log);
  const count = (kind: string, isOurs: (fact: object) => boolean = () => true): number =>
    log.records.filter(({ fact }) => fact.kind === kind && isOurs(fact)).length;
  const isFirstPage = (fact: object): boolean =>
    "informer" in fact && fact.informer === name && "page" in fact && fact.page === 1;
  return {
    lists: count("reflector.list-requested", isFirstPage),
    wrongMs,
    mostWrong: most,
    lostEvents: lostEvents(log, name, distance.syncedAt ?? log.length),
    reconciles: count("reconcile.started"),
  };
}

function lostEvents(log: TraceLog, informer: string, from: number): number {
  const selection = selectionOf(log, informer);
  if (selection === undefined) return 0;
  const told = new Set<string>();
  const written = new Set<string>();
  for (const [index, { fact }] of log.records.entries()) {
    if (fact.kind === "reflector.received" && fact.informer === informer) {
      if (fact.ref?.resourceVersion !== undefined)
        told.add(`${fact.ref.key}@${fact.ref.resourceVersion}`);
    }
    if (index < from || fact.kind !== "server.committed") continue;
    const { ref, object } = fact;
    if (ref.resource === selection.resource && isSelected(selection, ref.key, object))
      written.add(`${ref.key}@${ref.resourceVersion}`);
  }
  return [...written].filter((write) => !told.has(write)).length;
}

/** A place of a run at which something could be done otherwise. */
export interface ExplorePoint {
  readonly position: number;
  readonly atMs: number;
  readonly seq: number;
}

/** Places that differ in time: what is done at the same millisecond is done at once. Evenly fewer where there are too many. */
export function explorePoints(log: TraceLog, pointsMax = 120): readonly ExplorePoint[] {
  const points: ExplorePoint[] = [];
  for (const [index, { at, seq }] of log.records.entries()) {
    const atMs = at - log.startAt;
    const point = { position: index + 1, atMs, seq };
    const last = points.at(-1);
    // The last record of a millisecond: an edit there happens behind all of them.
    if (last !== undefined && Math.floor(last.atMs) === Math.floor(atMs))
      points[points.length - 1] = point;
    else points.push(point);
  }
  if (points.length <= pointsMax) return points;
  const pick = (index: number): ExplorePoint | undefined =>
    points[Math.round((index * (points.length - 1)) / (pointsMax - 1))];
  return Array.from({ length: pointsMax }, (_, index) => pick(index)).filter(
    (point) => point !== undefined,
  );
}
