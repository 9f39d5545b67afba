import type { KubernetesObject, ListOptions, WatchEvent } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../fake-apiserver.ts";
import { type InProcessOptions, inProcessListerWatcher } from "./in-process.ts";

const settings = { objects: "metadata", requiresNamespaces: false } as const;

function node(name: string, labels: Readonly<Record<string, string>> = {}): KubernetesObject {
  return { apiVersion: "v1", kind: "Node", metadata: { name, labels } };
}

function start(): { readonly simulation: Simulation; readonly cluster: FakeCluster } {
  const simulation = new Simulation();
  return { simulation, cluster: createCluster({ environment: simulation, settings }) };
}

interface Seen {
  readonly events: string[];
  readonly errors: unknown[];
  closed: number;
  opened: number;
}

function watchNodes(
  cluster: FakeCluster,
  options: ListOptions,
  inProcess: Partial<InProcessOptions> = {},
): Seen & { stop(): void } {
  const seen: Seen = { events: [], errors: [], closed: 0, opened: 0 };
  const source = inProcessListerWatcher(cluster, { resource: "nodes", ...inProcess });
  const stop = source.watch(options, {
    opened: () => {
      seen.opened += 1;
    },
    events: (batch) => seen.events.push(...batch.map(textOf)),
    closed: () => {
      seen.closed += 1;
    },
    failed: (error) => seen.errors.push(error),
  });
  return Object.assign(seen, { stop });
}

function textOf(event: WatchEvent): string {
  if (event.type === "ERROR") return `ERROR ${event.object.code}`;
  const { name = "", resourceVersion } = event.object.metadata ?? {};
  return `${event.type} ${name}@${resourceVersion}`;
}

function list(cluster: FakeCluster, simulation: Simulation, options: ListOptions): string {
  let text = "";
  inProcessListerWatcher(cluster, { resource: "nodes" }).list(options, (result) => {
    text = result.ok
      ? `${result.list.items.map(({ metadata }) => metadata?.name).join(",")}@${result.list.metadata?.resourceVersion}`
      : String(result.error);
  });
  simulation.runReady();
  return text;
}

test("a watch from a list's resourceVersion delivers everything after it, deletions included", () => {
  const { simulation, cluster } = start();
  cluster.create(node("a"));
  cluster.create(node("b"));
  expect(list(cluster, simulation, {})).toBe("a,b@3");
  cluster.delete("nodes", "a");
  cluster.update(node("b", { x: "1" }));
  const seen = watchNodes(cluster, { resourceVersion: "3" });

  simulation.runReady();
  cluster.create(node("c"));

  expect(seen.events).toEqual(["DELETED a@4", "MODIFIED b@5", "ADDED c@6"]);
  expect(seen.opened).toBe(1);
});

test("a watch from a forgotten resourceVersion is told 410 and ends", () => {
  const { simulation, cluster } = start();
  cluster.create(node("a"));
  cluster.create(node("b"));
  cluster.apiserver.compact();
  const seen = watchNodes(cluster, { resourceVersion: "1" });

  simulation.runReady();

  expect(seen).toMatchObject({ events: ["ERROR 410"], closed: 1 });
});

test("a streaming list gives the state in key order, the end mark, then changes", () => {
  const { simulation, cluster } = start();
  cluster.create(node("b"));
  cluster.create(node("a"));
  const seen = watchNodes(cluster, {
    sendInitialEvents: true,
    resourceVersionMatch: "NotOlderThan",
    allowWatchBookmarks: true,
  });

  simulation.runReady();
  cluster.delete("nodes", "b");

  expect(seen.events).toEqual(["ADDED a@3", "ADDED b@2", "BOOKMARK @3", "DELETED b@4"]);
});

test("an object that leaves a selector is DELETED as it was, one that enters is ADDED", () => {
  const { simulation, cluster } = start();
  cluster.create(node("a", { color: "red" }));
  const seen = watchNodes(cluster, { labelSelector: "color=red", resourceVersion: "1" });

  simulation.runReady();
  cluster.update(node("a", { color: "blue" }));
  cluster.update(node("a", { color: "green" }));
  cluster.update(node("a", { color: "red" }));

  expect(seen.events).toEqual(["ADDED a@2", "DELETED a@3", "ADDED a@5"]);
});

test("timeoutSeconds ends a watch without a frame", () => {
  const { simulation, cluster } = start();
  const seen = watchNodes(cluster, { resourceVersion: "1", timeoutSeconds: 10 });

  simulation.advanceBy(9_999);
  expect(seen.closed).toBe(0);
  simulation.advanceBy(1);

  expect(seen).toMatchObject({ closed: 1, events: [] });
});

test("a list of a resourceVersion to come waits three seconds, then says 504 and when to retry", () => {
  const { simulation, cluster } = start();
  let error: unknown;
  const source = inProcessListerWatcher(cluster, { resource: "nodes" });
  source.list({ resourceVersion: "9" }, (result) => {
    error = result.ok ? undefined : result.error;
  });

  simulation.advanceBy(2_999);
  expect(error).toBeUndefined();
  simulation.advanceBy(1);

  expect(error).toMatchObject({ status: { code: 504, details: { retryAfterSeconds: 1 } } });
});

test("frames keep their order whatever delay each of them draws", () => {
  const { simulation, cluster } = start();
  const network = { eventMs: { min: 1, max: 100 } };
  const seen = watchNodes(cluster, { resourceVersion: "1" }, { network });
  simulation.runReady();

  for (const name of ["a", "b", "c", "d", "e"]) cluster.create(node(name));
  expect(seen.events).toEqual([]);
  simulation.advanceBy(100);

  expect(seen.events).toEqual(["ADDED a@2", "ADDED b@3", "ADDED c@4", "ADDED d@5", "ADDED e@6"]);
});

test("each frame's fact names the commit that caused it", () => {
  const { simulation, cluster } = start();
  const records: TraceRecord<TraceFact>[] = [];
  simulation.trace.subscribe((record) => records.push(record));
  watchNodes(cluster, { resourceVersion: "1" });
  simulation.runReady();

  cluster.create(node("a"));

  const committed = records.find(({ fact }) => fact.kind === "server.committed");
  const sent = records.find(({ fact }) => fact.kind === "server.watch-sent");
  expect(sent).toMatchObject({ cause: committed?.seq });
});

test("nothing reaches an observer after it has cancelled", () => {
  const { simulation, cluster } = start();
  const seen = watchNodes(cluster, { resourceVersion: "1" }, { network: { eventMs: 5 } });
  simulation.runReady();
  cluster.create(node("a"));

  seen.stop();
  simulation.advanceBy(10);

  expect(seen).toMatchObject({ events: [], closed: 0 });
});
