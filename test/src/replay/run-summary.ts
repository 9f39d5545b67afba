import type { Language } from "../scenario/localized-text.ts";
import type { ScenarioRun } from "../simulate/run-scenario.ts";
import { type Counted, type SummaryWords, summaryWords } from "./summary-words.ts";

/** What happened in a run, for people at a terminal. */
export function runSummary(run: ScenarioRun, language: Language = "en"): readonly string[] {
  const { scenario, trace, verdicts, durationMs, steps, isQuiet, caches } = run;
  const say = summaryWords[language];
  const { rows } = say;
  const count = (kind: string): number =>
    trace.records.filter(({ fact }) => fact.kind === kind).length;
  const title = scenario.title?.[language] ?? scenario.id ?? say.scenario;
  const seconds = (durationMs / 1000).toFixed(3);
  const lines = [
    title,
    `  ${say.length(seconds, steps, trace.records.length)}${isQuiet ? say.rested : say.cut}`,
    `  ${rows.requests}${say.counts(requestsOf(run))}`,
    `  ${rows.writes}${say.writes(count("server.committed"), count("fault.injected"))}`,
  ];
  for (const [informer, objects] of Object.entries(caches)) {
    const names = objects
      .map(({ metadata }) => `${metadata?.name}@${metadata?.resourceVersion}`)
      .sort();
    lines.push(
      `  ${rows.cache}${informer.padEnd(9)}${names.length === 0 ? say.emptyCache : names.join(" ")}   ${comparison(run, informer, say)}`,
    );
  }
  lines.push(`  ${rows.notifications}${notificationText(run, say)}`);
  if ((scenario.queues ?? []).length > 0) {
    lines.push(
      `  ${rows.reconciles}${say.reconciles(count("reconcile.succeeded"), count("reconcile.failed"))}`,
    );
  }
  const holding = verdicts.filter(({ verdict }) => verdict === "holds").length;
  const silent = verdicts.filter(({ verdict }) => verdict === "not-reached").length;
  lines.push(`  ${rows.rules}${say.rules(holding, verdicts.length - holding - silent, silent)}`);
  return lines;
}

function requestsOf({ trace }: ScenarioRun): readonly Counted[] {
  const counts = new Map<string, number>();
  for (const { fact } of trace.records) {
    if (fact.kind !== "server.requested") continue;
    counts.set(fact.verb, (counts.get(fact.verb) ?? 0) + 1);
  }
  return countsIn(counts);
}

function countsIn(counts: ReadonlyMap<string, number>): readonly Counted[] {
  return [...counts].map(([of, count]) => ({ of, count }));
}

/** How a cache stands to the server at the end. */
function comparison({ trace, caches }: ScenarioRun, informer: string, say: SummaryWords): string {
  const server = new Map<string, string>();
  let resource: string | undefined;
  for (const { fact } of trace.records) {
    if (fact.kind === "informer.started" && fact.informer === informer) resource = fact.resource;
  }
  for (const { fact } of trace.records) {
    if (fact.kind !== "server.committed" || fact.ref.resource !== resource) continue;
    if (fact.verb === "delete") server.delete(fact.ref.key);
    else server.set(fact.ref.key, fact.ref.resourceVersion ?? "");
  }
  const stale = (caches[informer] ?? []).filter(({ metadata }) => {
    const { namespace, name = "", resourceVersion } = metadata ?? {};
    return server.get(namespace === undefined ? name : `${namespace}/${name}`) !== resourceVersion;
  });
  const missing = server.size - ((caches[informer] ?? []).length - stale.length);
  if (stale.length === 0 && missing === 0) return say.asOnServer;
  return say.otherThanServer(server.size, stale.length, missing);
}

function notificationText({ trace }: ScenarioRun, say: SummaryWords): string {
  const handlers = new Map<string, Map<string, number>>();
  for (const { fact } of trace.records) {
    if (fact.kind !== "handler.called") continue;
    const counts = handlers.get(fact.handler) ?? new Map<string, number>();
    counts.set(fact.notification, (counts.get(fact.notification) ?? 0) + 1);
    handlers.set(fact.handler, counts);
  }
  if (handlers.size === 0) return say.counts([]);
  return say.ofHandlers(
    [...handlers].map(([name, counts]) => ({ name, calls: say.counts(countsIn(counts)) })),
  );
}
