import type { TraceFact } from "@informerlab/core/trace";
import { isHop } from "../../model/timeline/lanes.ts";
import type { Timeline } from "../../model/timeline/timeline.ts";
import { keyOf } from "../../trace/trace-log.ts";
import { motionMs } from "./durations.ts";

/** One part of a step's motion: from one position to a later one, during a share of its time. */
export interface Leg {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/** How a step is played: leg after leg along one object's road. What happens to others meanwhile goes along. */
export interface Choreography {
  readonly legs: readonly Leg[];
  /** The key of the object that is followed. */
  readonly hero: string | undefined;
  /** Milliseconds at speed 1. */
  readonly lengthMs: number;
}

const legsMax = 9;
const legMs = { least: 120, most: 900 } as const;
/** How long a whole step takes, milliseconds at speed 1. */
export const stepMs = { least: 1500, most: 4000 } as const;

/**
 * The road of one object between two positions: the one that the last record is about, else the one of which most is told.
 * A leg ends where something happens to it, or to everything; more than nine legs are too many to follow, so the
 * shortest join the next.
 */
export function choreographyOf(timeline: Timeline, from: number, to: number): Choreography {
  const stops = stopsBetween(timeline, from, to);
  const hero = heroOf(timeline, to, stops);
  let ends = stops.filter((stop) => isAbout(timeline, stop, hero));
  while (ends.length >= legsMax) ends = withoutShortest(timeline, ends);
  if (ends.at(-1) !== to) ends.push(to);
  const lengths = ends.map((end) => {
    const ms = motionMs(timeline.log.recordAt(end)?.fact);
    return Math.min(legMs.most, Math.max(legMs.least, ms * 1.5));
  });
  const sum = lengths.reduce((total, ms) => total + ms, 0);
  let at = 0;
  const legs = ends.map((end, index): Leg => {
    const start = at / sum;
    at += lengths[index] ?? 0;
    return { from: ends[index - 1] ?? from, to: end, start, end: at / sum };
  });
  return { legs, hero, lengthMs: sum };
}

/** The leg that runs at a phase, and how far it has come. */
export function legAt(
  { legs }: Choreography,
  phase: number,
): { readonly leg: Leg; readonly phase: number } | undefined {
  const leg = legs.find(({ end }) => phase < end) ?? legs.at(-1);
  if (leg === undefined) return undefined;
  const share = (phase - leg.start) / Math.max(1e-6, leg.end - leg.start);
  return { leg, phase: Math.min(1, Math.max(0, share)) };
}

/** The ends of hops after `from`, up to `to`; very many are thinned out. */
function stopsBetween(timeline: Timeline, from: number, to: number): readonly number[] {
  const stops: number[] = [];
  let at = from;
  while (stops.length < 400) {
    at = timeline.stepFrom(at, 1, "hop");
    if (at > to || at === stops.at(-1)) break;
    stops.push(at);
  }
  return stops;
}

function heroOf(timeline: Timeline, to: number, stops: readonly number[]): string | undefined {
  const last = timeline.log.recordAt(to)?.fact;
  const wanted = last === undefined ? undefined : keysOf(last)[0];
  if (wanted !== undefined) return wanted;
  const counts = new Map<string, number>();
  for (const stop of stops) {
    const fact = timeline.log.recordAt(stop)?.fact;
    for (const key of fact === undefined ? [] : keysOf(fact))
      counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  let hero: string | undefined;
  for (const [key, count] of counts) if (count > (counts.get(hero ?? "") ?? 0)) hero = key;
  return hero;
}

/** The keys a fact is about; none when it is about everything, as a list is. */
function keysOf(fact: TraceFact): readonly string[] {
  if (fact.kind === "queue.popped") return fact.deltas.flatMap(({ ref }) => ref?.key ?? []);
  const key = keyOf(fact);
  return key === undefined || key === "" ? [] : [key];
}

/** The hop that ends here happens to the hero, or to nobody in particular. */
function isAbout(timeline: Timeline, stop: number, hero: string | undefined): boolean {
  const start = timeline.groupStart(stop);
  let isKeyless = true;
  for (let at = start + 1; at <= stop; at += 1) {
    const fact = timeline.log.recordAt(at)?.fact;
    if (fact === undefined || !isHop(fact)) continue;
    const keys = keysOf(fact);
    if (keys.length > 0) isKeyless = false;
    if (hero !== undefined && keys.includes(hero)) return true;
  }
  return isKeyless;
}

function withoutShortest(timeline: Timeline, ends: readonly number[]): number[] {
  let shortest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, end] of ends.slice(0, -1).entries()) {
    const ms = motionMs(timeline.log.recordAt(end)?.fact);
    if (ms >= least) continue;
    least = ms;
    shortest = index;
  }
  return ends.filter((_, index) => index !== shortest);
}
