import type { ScenarioRun } from "../simulate/run-scenario.ts";

/** What happened in a run, for people at a terminal. */
export function runSummary(run: ScenarioRun): readonly string[] {
  const { scenario, trace, verdicts, durationMs, steps, isQuiet, caches } = run;
  const count = (kind: string): number =>
    trace.records.filter(({ fact }) => fact.kind === kind).length;
  const title = scenario.title?.en ?? scenario.id ?? "scenario";
  const lines = [
    title,
    `  ${(durationMs / 1000).toFixed(3)} virtual seconds, ${steps} steps, ${trace.records.length} facts; ${
      isQuiet ? "everything came to rest" : "ended at its end time"
    }`,
    `  requests       ${requestText(run)}`,
    `  writes         ${count("server.committed")} commits, ${count("fault.injected")} times trouble`,
  ];
  for (const [informer, objects] of Object.entries(caches)) {
    const names = objects
      .map(({ metadata }) => `${metadata?.name}@${metadata?.resourceVersion}`)
      .sort();
    lines.push(
      `  cache ${informer.padEnd(9)}${names.length === 0 ? "empty" : names.join(" ")}   ${comparison(run, informer)}`,
    );
  }
  lines.push(`  notifications  ${notificationText(run)}`);
  if ((scenario.queues ?? []).length > 0) {
    lines.push(
      `  reconciles     ${count("reconcile.succeeded")} succeeded, ${count("reconcile.failed")} failed`,
    );
  }
  const holding = verdicts.filter(({ verdict }) => verdict === "holds").length;
  const silent = verdicts.filter(({ verdict }) => verdict === "not-reached").length;
  const broken = verdicts.length - holding - silent;
  lines.push(`  rules          ${holding} hold, ${broken} broken, ${silent} had nothing to judge`);
  return lines;
}

function requestText({ trace }: ScenarioRun): string {
  const counts = new Map<string, number>();
  for (const { fact } of trace.records) {
    if (fact.kind !== "server.requested") continue;
    counts.set(fact.verb, (counts.get(fact.verb) ?? 0) + 1);
  }
  return [...counts].map(([verb, count]) => `${count} ${verb}`).join(", ") || "none";
}

/** How a cache stands to the server at the end. */
function comparison({ trace, caches }: ScenarioRun, informer: string): string {
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
  if (stale.length === 0 && missing === 0) return "(as on the server)";
  return `(server has ${server.size}; ${stale.length} cached differently or gone there, ${missing} not cached so)`;
}

function notificationText({ trace }: ScenarioRun): string {
  const handlers = new Map<string, Map<string, number>>();
  for (const { fact } of trace.records) {
    if (fact.kind !== "handler.called") continue;
    const counts = handlers.get(fact.handler) ?? new Map<string, number>();
    counts.set(fact.notification, (counts.get(fact.notification) ?? 0) + 1);
    handlers.set(fact.handler, counts);
  }
  return (
    [...handlers]
      .map(
        ([name, counts]) =>
          `${name}: ${[...counts].map(([type, count]) => `${count} ${type}`).join(", ")}`,
      )
      .join("; ") || "none"
  );
}
