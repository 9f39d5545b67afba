import { printJson } from "@informerlab/core/trace";
import type { VisualRecord } from "../../trace/trace-log.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Held, Tally, World } from "../world/world.ts";

/** How two futures of one run differ. */
export interface Comparison {
  /** Records that both have, from the start. */
  readonly common: number;
  /** Positions of the first record that is not the same; undefined when nothing differs. */
  readonly firstDifference: { readonly left: number; readonly right: number } | undefined;
  /** From when on, milliseconds since the epoch, both caches hold the same again; undefined: never, or never apart. */
  readonly convergedAt: number | undefined;
  readonly isSameEnd: boolean;
  /** Right minus left. */
  readonly difference: Readonly<Tally>;
  /** How much later the right one comes to its end, milliseconds. */
  readonly laterMs: number;
}

/** Compares two timelines that begin alike. */
export function compareTimelines(left: Timeline, right: Timeline): Comparison {
  const common = commonPrefix(left.log.records, right.log.records);
  const isSame = common === left.length && common === right.length;
  const convergence = isSame
    ? { isSameEnd: true, at: undefined }
    : convergenceOf(left, right, common);
  return {
    common,
    firstDifference: isSame
      ? undefined
      : { left: Math.min(common + 1, left.length), right: Math.min(common + 1, right.length) },
    convergedAt: convergence.at,
    isSameEnd: convergence.isSameEnd,
    difference: subtract(right.end.tally, left.end.tally),
    laterMs: right.end.at - left.end.at,
  };
}

function commonPrefix(left: readonly VisualRecord[], right: readonly VisualRecord[]): number {
  const length = Math.min(left.length, right.length);
  let common = 0;
  while (common < length && isSameRecord(left[common], right[common])) common += 1;
  return common;
}

function isSameRecord(a: VisualRecord | undefined, b: VisualRecord | undefined): boolean {
  if (a === undefined || b === undefined || a.at !== b.at || a.fact.kind !== b.fact.kind)
    return false;
  return printJson(a.fact) === printJson(b.fact);
}

/** Walks both along virtual time and remembers the last moment at which the caches differed. */
function convergenceOf(
  left: Timeline,
  right: Timeline,
  common: number,
): { readonly isSameEnd: boolean; readonly at: number | undefined } {
  const times = new Set<number>();
  const offset = left.log.startAt - right.log.startAt;
  for (const record of left.log.records.slice(common)) times.add(record.at);
  for (const record of right.log.records.slice(common)) times.add(record.at + offset);
  let hasDiffered = false;
  let isSame = true;
  let since: number | undefined;
  for (const at of [...times].sort((a, b) => a - b)) {
    const one = left.worldAt(Math.max(common, left.log.positionAtTime(at)));
    const other = right.worldAt(Math.max(common, right.log.positionAtTime(at - offset)));
    const wasSame = isSame;
    isSame = hasSameCaches(one, other);
    hasDiffered ||= !isSame;
    if (isSame && !wasSame) since = at;
  }
  const isSameEnd = hasSameCaches(left.end, right.end);
  return { isSameEnd, at: hasDiffered && isSame ? since : undefined };
}

/** True when the caches hold the same objects, whatever their versions are called. */
export function hasSameCaches(left: World, right: World): boolean {
  for (const [name, informer] of left.informers) {
    const other = right.informers.get(name);
    if (other === undefined || other.store.size !== informer.store.size) return false;
    for (const [key, held] of informer.store) {
      const twin = other.store.get(key);
      if (twin === undefined || !isSameObject(held, twin)) return false;
    }
  }
  return left.informers.size === right.informers.size;
}

function isSameObject(a: Held, b: Held): boolean {
  if (a.object === b.object && a.object !== undefined) return true;
  if (a.ref.resourceVersion === b.ref.resourceVersion && a.ref.uid === b.ref.uid) return true;
  if (a.object === undefined || b.object === undefined) return false;
  return digestOf(a.object) === digestOf(b.object);
}

const digests = new WeakMap<object, string>();

/** An object's text without what differs from run to run. */
function digestOf(object: NonNullable<Held["object"]>): string {
  const known = digests.get(object);
  if (known !== undefined) return known;
  const changing = new Set(["resourceVersion", "uid", "managedFields", "creationTimestamp"]);
  const replace = (name: string, value: unknown): unknown =>
    changing.has(name) ? undefined : value;
  const text = printJson(object, { replace });
  digests.set(object, text);
  return text;
}

function subtract(right: Tally, left: Tally): Tally {
  const difference = { ...right };
  for (const name of Object.keys(left) as (keyof Tally)[])
    difference[name] = right[name] - left[name];
  return difference;
}
