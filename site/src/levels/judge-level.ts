import type { TraceFile } from "@informerlab/core/trace";
import type { Level, Measure, Operation, Scenario } from "@informerlab/test";
import { outcomeOf, readerStates, TraceLog } from "@informerlab/visualizer";
import type { Breach, LevelVerdict } from "./level-verdict.ts";

/** Judges a run of an edited scenario. */
export function judgeLevel(level: Level, scenario: Scenario, trace: TraceFile): LevelVerdict {
  const { measure, is, value } = level.goal;
  const [{ name, resource } = { resource: "" }] = level.scenario.informers;
  const found = measures[measure](trace, name ?? resource);
  const isMet = is === "exactly" ? found === value : found >= value;
  return { found, isMet, breaches: breachesOf(level, scenario) };
}

const measures: Readonly<Record<Measure, (trace: TraceFile, informer: string) => number>> = {
  wrongMs: (trace, informer) => outcomeOf(trace, informer).wrongMs,
  lists: (trace, informer) => outcomeOf(trace, informer).lists,
  tombstones: ({ records }, informer) =>
    records.filter(
      ({ fact }) =>
        fact.kind === "handler.notified" && fact.informer === informer && fact.isTombstone === true,
    ).length,
  neverExisted: (trace, informer) =>
    readerStates(new TraceLog(trace), informer).filter(
      ({ isSynced, existedAt }) => isSynced && existedAt === undefined,
    ).length,
};

/** What does not count for a run's identity: a level is about what happens in it. */
const free = new Set([
  "version",
  "id",
  "title",
  "beats",
  "healAtMs",
  "endAtMs",
  "script",
  "informers",
]);

function breachesOf({ scenario: start, may }: Level, scenario: Scenario): readonly Breach[] {
  const members = new Set([...Object.keys(start), ...Object.keys(scenario)]);
  const changed = [...members].filter(
    (name) => !free.has(name) && !isSame(memberOf(start, name), memberOf(scenario, name)),
  );
  const informers = (of: Scenario): unknown =>
    may.queue === "yes" ? of.informers.map(({ queue: _queue, ...rest }) => rest) : of.informers;
  if (!isSame(informers(start), informers(scenario))) changed.push("informers");
  return [
    ...changed.map((what): Breach => ({ id: "changed", what })),
    ...scriptBreaches(start.script ?? [], scenario.script ?? [], may),
  ];
}

function scriptBreaches(
  start: readonly Operation[],
  script: readonly Operation[],
  may: Level["may"],
): readonly Breach[] {
  const left = [...script];
  const breaches: Breach[] = [];
  for (const operation of start) {
    const place = left.findIndex((one) => isSame(one, operation));
    if (place >= 0) left.splice(place, 1);
    else breaches.push({ id: "removed", what: operation.id ?? operation.do });
  }
  if (left.length > may.add) breaches.push({ id: "too-many", count: left.length, most: may.add });
  const kinds: readonly string[] = may.kinds;
  for (const what of new Set(left.map((operation) => operation.do))) {
    if (!kinds.includes(what)) breaches.push({ id: "kind", what });
  }
  if (left.some((operation) => operation.do === "fault" && operation.fault.unsound === true))
    breaches.push({ id: "unsound" });
  return breaches;
}

function memberOf(scenario: Scenario, name: string): unknown {
  return new Map<string, unknown>(Object.entries(scenario)).get(name);
}

/** Whatever the order of members. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}
