import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import type { Violation } from "../../invariants/judge.ts";
import type { Language } from "../../scenario/localized-text.ts";
import { factLine } from "./fact-line.ts";
import { type StoryLine, shortened } from "./shortened.ts";

/** Lines up to which a story is filled with what else befell the objects in question, and how many of those at least. */
const linesWanted = 16;
const befallingMin = 8;

/** Kinds that say how it came about; the rest would only lengthen the story. */
const telling: ReadonlySet<string> = new Set<TraceFact["kind"]>([
  "actor.acted",
  "scenario.healed",
  "server.committed",
  "server.compacted",
  "server.restarted",
  "server.watch-ended",
  "fault.injected",
  "reflector.listed",
  "reflector.list-failed",
  "reflector.watch-requested",
  "reflector.watch-ended",
  "reflector.received",
  "queue.enqueued",
  "queue.compressed",
  "queue.popped",
  "store.changed",
  "store.replaced",
  "handler.registered",
  "handler.notified",
  "handler.called",
  "handler.threw",
  "informer.synced",
  "workqueue.added",
  "workqueue.collapsed",
  "workqueue.delayed",
  "workqueue.got",
  "reconcile.started",
  "reconcile.read",
  "reconcile.failed",
]);

/** What somebody did to the cluster or to the wire: a scenario that was made small has nothing of it in vain. */
const doings: ReadonlySet<string> = new Set<TraceFact["kind"]>([
  "actor.acted",
  "scenario.healed",
  "server.compacted",
  "server.restarted",
  "fault.injected",
]);

const omitted = {
  en: (count: number) => `… ${count} more lines about these objects`,
  "zh-CN": (count: number) => `… 另有 ${count} 行，也与这些对象有关`,
} as const;

type Causes = ReadonlyMap<number, number | undefined>;

/**
 * How a violation came about, oldest first, one line each: everything that was done, each fact that led to it by cause,
 * and, as far as there is room, what else happened to the objects that the violation names.
 */
export function causalStory(
  records: readonly TraceRecord<TraceFact>[],
  violation: Violation,
  language: Language = "en",
): readonly string[] {
  const startAt = records[0]?.at ?? 0;
  const until = records.filter(({ seq }) => seq <= violation.seq);
  const keys = keysIn(violation.message.en, until);
  const causeOf = new Map(until.map(({ seq, cause }) => [seq, cause]));
  const causes = causesOf(causeOf, violation.seq);
  const commits = commitsByAct(until, causeOf);
  const writes = new Set(commits.values());
  const lines = until.flatMap(({ at, seq, fact }): StoryLine[] => {
    if (!telling.has(fact.kind) || commits.has(seq)) return [];
    const isEssential = causes.has(seq) || writes.has(seq) || doings.has(fact.kind);
    if (!isEssential && !concerns(fact, keys)) return [];
    const time = ((at - startAt) / 1000).toFixed(3);
    return [{ text: `${time}s #${seq} ${factLine(fact, language)}`, isEssential }];
  });
  const essential = lines.filter((line) => line.isEssential).length;
  return shortened(lines, Math.max(linesWanted, essential + befallingMin), omitted[language]);
}

/** The record at hand, what caused it, what caused that, to the beginning. */
function causesOf(causeOf: Causes, last: number): ReadonlySet<number> {
  const causes = new Set<number>();
  for (let seq: number | undefined = last; seq !== undefined && !causes.has(seq); ) {
    causes.add(seq);
    seq = causeOf.get(seq);
  }
  return causes;
}

/** Acts by the commit that came of them: the commit tells of both, with the version. */
function commitsByAct(
  records: readonly TraceRecord<TraceFact>[],
  causeOf: Causes,
): ReadonlyMap<number, number> {
  const acts = new Set(
    records.filter(({ fact }) => fact.kind === "actor.acted").map(({ seq }) => seq),
  );
  const commits = new Map<number, number>();
  for (const { seq, fact } of records) {
    if (fact.kind !== "server.committed") continue;
    for (const cause of causesOf(causeOf, seq)) if (acts.has(cause)) commits.set(cause, seq);
  }
  return commits;
}

/** The keys that the sentence names. */
function keysIn(message: string, records: readonly TraceRecord<TraceFact>[]): ReadonlySet<string> {
  const words = new Set(message.split(/[\s,;:@()]+/));
  const keys = records.flatMap(({ fact }) =>
    "ref" in fact && fact.ref !== undefined ? [fact.ref.key] : [],
  );
  return new Set(keys.filter((key) => words.has(key)));
}

function concerns(fact: TraceFact, keys: ReadonlySet<string>): boolean {
  if (keys.size === 0) return true;
  if ("ref" in fact && fact.ref !== undefined && fact.ref.key !== "") return keys.has(fact.ref.key);
  if ("key" in fact && typeof fact.key === "string") return keys.has(fact.key);
  if (fact.kind === "queue.popped")
    return fact.deltas.some(({ ref }) => ref === undefined || keys.has(ref.key));
  return true;
}
