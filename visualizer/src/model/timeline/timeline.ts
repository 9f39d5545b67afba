import { keyOf, type TraceLog, type VisualRecord } from "../../trace/trace-log.ts";
import { applyRecord, isInferredCommit } from "../world/fold.ts";
import { type Commit, cloneWorld, createWorld, sizeOf, type World } from "../world/world.ts";
import { isHop, isTrouble, type LaneId, laneOf } from "./lanes.ts";
import type { Story } from "./story.ts";

/** How far one step goes: a record, a crossing of a lane's border, a story point. */
export type StepSize = "line" | "hop" | "beat";

/** The legal step sizes, smallest first. */
export const stepSizes: readonly StepSize[] = ["line", "hop", "beat"];

const keyframeEvery = 512;

/** All positions of a trace, and the world at each of them. */
export class Timeline {
  readonly log: TraceLog;
  #beats: readonly number[] | undefined;
  readonly #hops: number[] = [];
  readonly #commits: Commit[] = [];
  readonly #keyframes: World[] = [createWorld()];
  readonly #scanned: World = createWorld();
  #cursor: World = createWorld();
  #story: Story | undefined;

  /** `recordsMax`: take in only so many for now; the others by {@link Timeline.extend}, before anything is asked. */
  constructor(log: TraceLog, story?: Story, recordsMax?: number) {
    this.log = log;
    this.#story = story;
    this.extend(recordsMax);
  }

  /** How many records have been taken in. */
  get taken(): number {
    return this.#scanned.position;
  }

  get length(): number {
    return this.log.length;
  }

  /** Positions where a hop ends, ascending. */
  get hops(): readonly number[] {
    return this.#hops;
  }

  /** Positions of the author's beats; without a story, of the moments worth a stop. */
  get beats(): readonly number[] {
    this.#beats ??= this.#beatPositions();
    return this.#beats;
  }

  get story(): Story | undefined {
    return this.#story;
  }

  /** Every write of the trace, in order; `World.commits` says how many of them have happened. */
  get commits(): readonly Commit[] {
    return this.#commits;
  }

  /** The world after the whole trace. Not to be kept. */
  get end(): World {
    return this.#scanned;
  }

  setStory(story: Story | undefined): void {
    this.#story = story;
    this.#beats = undefined;
  }

  /** Takes in records of the log that are new, at most so many. */
  extend(recordsMax: number = Number.POSITIVE_INFINITY): void {
    const world = this.#scanned;
    const end = Math.min(this.log.length, world.position + recordsMax);
    while (world.position < end) {
      const record = this.log.recordAt(world.position + 1);
      if (record === undefined) break;
      applyRecord(world, record, this.log);
      const commit = commitOf(record, this.log.hasServer);
      if (commit !== undefined) this.#commits.push(commit);
      this.#noteHop(world.position);
      const last = this.#keyframes.at(-1)?.position ?? 0;
      if (world.position - last >= Math.max(keyframeEvery, sizeOf(world) / 4)) {
        this.#keyframes.push(cloneWorld(world));
      }
    }
    this.log.index(world.position);
    this.#beats = undefined;
  }

  /** The world at a position. The answer is the timeline's own: read it before asking again. */
  worldAt(position: number): World {
    const target = Math.min(Math.max(0, Math.trunc(position)), this.log.length);
    const keyframe = this.#keyframeBefore(target);
    if (this.#cursor.position > target || this.#cursor.position < keyframe.position) {
      this.#cursor = cloneWorld(keyframe);
    }
    while (this.#cursor.position < target) {
      const record = this.log.recordAt(this.#cursor.position + 1);
      if (record === undefined) break;
      applyRecord(this.#cursor, record, this.log);
    }
    return this.#cursor;
  }

  /** Where a step of this size leads from `position`; the ends when there is nothing further. */
  stepFrom(position: number, direction: 1 | -1, size: StepSize): number {
    if (size === "line") return Math.min(Math.max(0, position + direction), this.length);
    const stops = size === "hop" ? this.#hops : this.beats;
    return direction === 1
      ? (firstAbove(stops, position) ?? this.length)
      : (lastBelow(stops, position) ?? 0);
  }

  /** Where the group of equal facts of one step begins that ends at a position: what moves together. */
  groupStart(position: number): number {
    const record = this.log.recordAt(position);
    let start = position - 1;
    if (record === undefined) return 0;
    for (;;) {
      const before = this.log.recordAt(start);
      if (
        before === undefined ||
        before.step !== record.step ||
        before.fact.kind !== record.fact.kind
      )
        return Math.max(0, start);
      start -= 1;
    }
  }

  /** The next position in a direction whose record is about this object. */
  nextOfObject(position: number, direction: 1 | -1, key: string): number | undefined {
    return this.#search(position, direction, (at) => {
      const fact = this.log.recordAt(at)?.fact;
      return fact !== undefined && keyOf(fact) === key;
    });
  }

  nextInLane(position: number, direction: 1 | -1, lane: LaneId): number | undefined {
    return this.#search(position, direction, (at) => {
      const fact = this.log.recordAt(at)?.fact;
      return fact !== undefined && laneOf(fact) === lane;
    });
  }

  /** The next fault, error or broken promise. */
  nextTrouble(position: number, direction: 1 | -1): number | undefined {
    return this.#search(position, direction, (at) => {
      const fact = this.log.recordAt(at)?.fact;
      return fact !== undefined && isTrouble(fact);
    });
  }

  /** Index of the beat that is current at a position; -1 before the first. */
  beatIndexAt(position: number): number {
    let index = -1;
    for (const beat of this.beats) {
      if (beat > position) break;
      index += 1;
    }
    return index;
  }

  #search(
    from: number,
    direction: 1 | -1,
    isWanted: (position: number) => boolean,
  ): number | undefined {
    for (let at = from + direction; at >= 1 && at <= this.length; at += direction) {
      if (isWanted(at)) return at;
    }
    return undefined;
  }

  // Five deltas of one list, or one notification to three handlers, are one hop.
  #noteHop(position: number): void {
    const record = this.log.recordAt(position);
    if (record === undefined || !isHop(record.fact)) return;
    const last = this.#hops.at(-1);
    const before = last === position - 1 ? this.log.recordAt(last) : undefined;
    const isSame = before?.step === record.step && before.fact.kind === record.fact.kind;
    if (isSame) this.#hops[this.#hops.length - 1] = position;
    else this.#hops.push(position);
  }

  #keyframeBefore(position: number): World {
    let low = 0;
    let high = this.#keyframes.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#keyframes[middle]?.position ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return this.#keyframes[low] ?? createWorld();
  }

  #beatPositions(): readonly number[] {
    if (this.#story === undefined) return this.#moments();
    const positions = this.#story.beats.flatMap((beat) => this.log.positionOf(beat.seq) ?? []);
    return [...new Set(positions)].sort((a, b) => a - b);
  }

  /** Without an author: troubles, turns of the informer's life, and writes once it runs. */
  #moments(): readonly number[] {
    let isStarted = false;
    return this.#hops.filter((position) => {
      const fact = this.log.recordAt(position)?.fact;
      if (fact === undefined) return false;
      isStarted ||= fact.kind === "informer.started";
      if (fact.kind === "server.committed") return isStarted;
      return isTrouble(fact) || moments.has(fact.kind);
    });
  }
}

const verbs = { ADDED: "create", MODIFIED: "update", DELETED: "delete" } as const;

/** A write as a trace tells it: by the server, or, without one, by the watch event that reports it. */
function commitOf({ fact, seq }: VisualRecord, hasServer: boolean): Commit | undefined {
  if (fact.kind === "server.committed") {
    return { seq, verb: fact.verb, ref: fact.ref, object: fact.object };
  }
  if (hasServer || !isInferredCommit(fact)) return undefined;
  const { type, ref, object } = fact;
  if (ref === undefined || type === "BOOKMARK" || type === "ERROR") return undefined;
  return { seq, verb: verbs[type], ref, object: object ?? {}, isInferred: true };
}

const moments = new Set<string>([
  "informer.started",
  "informer.synced",
  "reflector.listed",
  "reflector.watch-opened",
  "handler.registered",
  "reconcile.succeeded",
  "scenario.healed",
  "scenario.quiet",
]);

function firstAbove(sorted: readonly number[], value: number): number | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return sorted[low];
}

function lastBelow(sorted: readonly number[], value: number): number | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return sorted[low - 1];
}
