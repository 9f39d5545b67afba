import { type KubernetesObject, StatusError } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import type { ClusterOptions } from "./cluster-options.ts";
import { createCluster, type FakeCluster } from "./fake-apiserver.ts";
import { inProcessListerWatcher } from "./transports/in-process.ts";

function lab(options: ClusterOptions = {}): {
  readonly simulation: Simulation;
  readonly cluster: FakeCluster;
} {
  const simulation = new Simulation();
  return { simulation, cluster: createCluster({ environment: simulation, ...options }) };
}

const manifests = `
apiVersion: v1
kind: ConfigMap
metadata: {name: a, namespace: team}
data: {x: "1"}
---
apiVersion: v1
kind: Namespace
metadata: {name: team}
---
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Secret, metadata: {name: s, namespace: team}}
`;

test("a fresh cluster has the namespaces and the service that the real one makes", () => {
  const { cluster } = lab();

  expect(cluster.list("namespaces").map(({ metadata }) => metadata?.name)).toEqual([
    "default",
    "kube-node-lease",
    "kube-public",
    "kube-system",
  ]);
  expect(cluster.get("services/default/kubernetes")).toMatchObject({
    spec: { clusterIP: "10.96.0.1" },
  });
});

test("manifests are applied in the order of need, whatever order they stand in", () => {
  const { cluster } = lab({ objects: manifests });

  expect(cluster.get("configmaps/team/a")).toMatchObject({ data: { x: "1" } });
  expect(cluster.get("secrets/team/s")).toMatchObject({ type: "Opaque" });
});

test("applying again replaces", () => {
  const { cluster } = lab({ objects: manifests });

  cluster.apply(
    '{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: team}, data: {x: "2"}}',
  );

  expect(cluster.get("configmaps/team/a")).toMatchObject({ data: { x: "2" } });
});

const pod = (phase: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web" },
  spec: { containers: [{ name: "web", image: "nginx" }] },
  status: { phase },
});

test("the cluster's owner says a status together with the object", () => {
  const { cluster } = lab();

  const created = cluster.create(pod("Running"));
  cluster.apply(JSON.stringify(pod("Succeeded")));

  expect(created.status).toMatchObject({ phase: "Running", qosClass: "BestEffort" });
  expect(cluster.get("pods/default/web")).toMatchObject({ status: { phase: "Succeeded" } });
});

test("scalars of manifests are what kubectl reads in them", () => {
  const { cluster } = lab();
  cluster.apply(`
apiVersion: v1
kind: ConfigMap
metadata: {name: e1, annotations: {at: 1:30}}
data: {day: 2024-01-01}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: second
  annotations:
    flag: "yes"
    text: |
      a
        b
`);

  expect(cluster.get("configmaps/default/e1")).toMatchObject({
    metadata: { annotations: { at: "1:30" } },
    data: { day: "2024-01-01" },
  });
  expect(cluster.get("configmaps/default/second")?.metadata?.annotations).toEqual({
    flag: "yes",
    text: "a\n  b\n",
  });
});

test.each<[string, RegExp]>([
  ["a: b: c", /document 1 \(line 1\)/],
  ["--- \n{apiVersion: v1}\n", /document 1 .*needs apiVersion and kind/],
  ["[1, 2]", /expected an object/],
  [
    "{apiVersion: v1, kind: Pod, metadata: {name: web}}",
    /document 1 \(line 1\): Pod web: .*spec.containers: Required value/,
  ],
  [
    "{apiVersion: example.com/v1, kind: Widget, metadata: {name: w}}",
    /no kind "Widget".*apply its CRD/,
  ],
])("a manifest that is none says where and why: %s", (text, message) => {
  const { cluster } = lab();

  expect(() => cluster.apply(text)).toThrow(message);
});

test("the history of a name tells every version, deletions and namesakes included", () => {
  const { cluster } = lab();
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } };
  cluster.create(object);
  cluster.update({ ...object, metadata: { ...object.metadata, labels: { x: "1" } } });
  cluster.delete("configmaps/default/a");
  cluster.create(object);

  const versions = cluster.history("configmaps/default/a");

  expect(versions.map(({ verb }) => verb)).toEqual(["create", "update", "delete", "create"]);
  expect(new Set(versions.map(({ object }) => object.metadata?.uid)).size).toBe(2);
});

test("a snapshot brings the state back, a fork goes its own way", () => {
  const { cluster } = lab({ objects: manifests });
  const snapshot = cluster.snapshot();
  const fork = cluster.fork();

  cluster.delete("configmaps/team/a");
  fork.delete("secrets/team/s");
  expect(cluster.get("secrets/team/s")).toBeDefined();
  expect(fork.get("configmaps/team/a")).toBeDefined();
  cluster.restore(snapshot);

  expect(cluster.get("configmaps/team/a")).toBeDefined();
  expect(cluster.resourceVersion).toBe(String(snapshot.revision));
});

test("a fork that is reset is as it was forked", () => {
  const { cluster } = lab({ objects: manifests });
  cluster.delete("secrets/team/s");
  const fork = cluster.fork();
  fork.delete("configmaps/team/a");

  fork.reset();

  expect(fork.get("configmaps/team/a")).toEqual(cluster.get("configmaps/team/a"));
  expect(fork.get("secrets/team/s")).toBeUndefined();
});

test("reset goes back to the beginning, without faults and with an empty journal", () => {
  const { simulation, cluster } = lab({ objects: manifests });
  cluster.faults.add({ do: { status: 500 } });
  inProcessListerWatcher(cluster, { resource: "nodes" }).list({}, () => undefined);
  simulation.runReady();
  cluster.delete("configmaps/team/a");

  cluster.reset();

  expect(cluster.get("configmaps/team/a")).toBeDefined();
  expect(cluster.faults.list()).toEqual([]);
  expect(cluster.requests).toHaveLength(0);
});

test("watches of before a restored snapshot end; resuming from before it is too old", () => {
  const { simulation, cluster } = lab();
  const snapshot = cluster.snapshot();
  const seen: string[] = [];
  const observer = {
    opened: () => undefined,
    events: (batch: readonly { readonly type: string }[]) =>
      seen.push(...batch.map(({ type }) => type)),
    closed: () => seen.push("closed"),
    failed: () => undefined,
  };
  const source = inProcessListerWatcher(cluster, { resource: "configmaps" });
  source.watch({ resourceVersion: cluster.resourceVersion }, observer);
  simulation.runReady();

  cluster.restore(snapshot);
  source.watch({ resourceVersion: "2" }, observer);
  simulation.runReady();

  expect(seen).toEqual(["closed", "ERROR", "closed"]);
});

test("the journal answers what was asked, how often, and how close together", () => {
  const { simulation, cluster } = lab();
  const source = inProcessListerWatcher(cluster, { resource: "nodes", client: "operator" });
  for (let second = 0; second < 3; second++) {
    source.list({ resourceVersion: "0" }, () => undefined);
    simulation.advanceBy(1000);
  }

  expect(cluster.requests.count("list nodes")).toBe(3);
  expect(cluster.requests.of({ client: /^oper/ })).toHaveLength(3);
  expect(cluster.requests.peak("list *", 1000)).toBe(2);
  expect(cluster.requests.writes()).toEqual([]);
});

test("watching waits for a watch, settled for silence", async () => {
  const cluster = createCluster();
  const source = inProcessListerWatcher(cluster, { resource: "nodes" });
  const watching = cluster.watching("nodes");

  const cancel = source.watch(
    {},
    {
      opened: () => undefined,
      events: () => undefined,
      closed: () => undefined,
      failed: () => undefined,
    },
  );
  await watching;
  await cluster.settled();

  expect(cluster.requests.inFlight).toBe(0);
  cancel();
  await cluster.close();
});

test("the same seed gives the same uids, names and times", () => {
  const describe = (): unknown => {
    const { cluster } = lab();
    return cluster.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { generateName: "x-" },
    });
  };

  expect(describe()).toEqual(describe());
});

test("a resource that does not exist is named, with what would be right", () => {
  const { cluster } = lab();

  expect(() => cluster.get("widgets/default/a")).toThrow(/no resource "widgets"/);
  expect(() => cluster.get("pods")).toThrow(/names no object/);
  expect(() => cluster.delete("pods/default/none")).toThrow(StatusError);
});

test("plugins change and refuse what is written", () => {
  const { cluster } = lab({
    admission: [
      {
        name: "labels",
        mutate: ({ object }) => ({
          ...object,
          metadata: {
            ...object?.metadata,
            labels: { ...object?.metadata?.labels, checked: "yes" },
          },
        }),
        validate: ({ operation }) => {
          if (operation === "DELETE") throw new Error("deletions are for grown-ups");
        },
      },
    ],
    hasSystemObjects: false,
    settings: { requiresNamespaces: false },
  });

  const created = cluster.create<KubernetesObject>({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "a" },
  });

  expect(created.metadata?.labels).toEqual({ checked: "yes" });
  expect(() => cluster.delete("configmaps/default/a")).toThrow("grown-ups");
});

test("storage forgets as the real compactor makes it, by the writes, and watches do not notice", () => {
  const { simulation, cluster } = lab();
  const write = (name: string): void => {
    cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } });
  };
  write("a");
  const old = cluster.resourceVersion;
  for (const name of ["b", "c", "d"]) {
    simulation.advanceBy(300_000);
    write(name);
  }

  expect(cluster.apiserver.storage.log.compactedRevision).toBeGreaterThanOrEqual(Number(old));
  expect(cluster.apiserver.hub.watchableFrom("configmaps")).toBeLessThan(Number(old));
});

test("apply refuses a field that the kind does not have, and leaves it out when told so", () => {
  const cluster = createCluster();
  const manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndatum: {x: y}\n";

  expect(() => cluster.apply(manifest)).toThrow(
    'document 1 (line 1): ConfigMap a: ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "datum"',
  );
  const [made] = cluster.apply(manifest, { fieldValidation: "Ignore" });
  expect(made).not.toHaveProperty("datum");
});

test.each<[string, unknown, string]>([
  ["a misspelt option", { object: "" }, 'createCluster knows no "object"; it takes environment,'],
  ["a controller that there is not", { controllers: { gcc: true } }, 'controllers knows no "gcc"'],
  ["a seed that is none", { seed: {} }, "seed must be a text or a number, found {}"],
  ["faults that are no list", { faults: {} }, "faults must be a list, found {}"],
  [
    "an object that is none",
    { objects: [null] },
    "an object needs apiVersion and kind, found null",
  ],
])("createCluster refuses %s, and says what would be right", (_what, options, message) => {
  expect(() => createCluster(options as ClusterOptions)).toThrow(message);
});

test("compaction to what is no past, and gates that could never hold, are refused", () => {
  const cluster = createCluster();

  expect(() => cluster.compact("abc")).toThrow('cannot compact to "abc"');
  expect(() => cluster.compact("99999")).toThrow("the newest, is wanted");
  expect(() => cluster.gate({ verb: "lisst" } as never)).toThrow("the match.verb must be");
  expect(() => cluster.gate({}, "never" as never)).toThrow('not "never"');
});

test("a cluster begins with saved objects as they were, in the middle of a deletion too", () => {
  const saved = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: "p",
      namespace: "default",
      uid: "saved-uid",
      resourceVersion: "77",
      creationTimestamp: "2020-01-01T00:00:00Z",
      deletionTimestamp: "2020-01-01T00:01:00Z",
      deletionGracePeriodSeconds: 30,
    },
    spec: { nodeName: "n", containers: [{ name: "c", image: "x" }] },
    status: { phase: "Running" },
  };

  const { cluster } = lab({ objects: saved as never });

  const { resourceVersion: _own, ...kept } = saved.metadata;
  expect(cluster.get("pods", "default/p")).toMatchObject({ ...saved, metadata: kept });
  expect(() =>
    lab({ objects: { ...saved, metadata: { ...kept, deletionGracePeriodSeconds: 0 } } as never }),
  ).toThrow(/has a deletionTimestamp and nothing that holds it; give it finalizers/);
});

test("the journal has the requests that matched nothing", () => {
  const { cluster } = lab();
  const ask = (method: string, path: string): void => {
    cluster.apiserver.handle({ method, path, query: [], headers: {}, client: "test" }, () => {});
  };

  ask("GET", "/apis/ex.io/v1/cafes");
  ask("PUT", "/api/v1/nodes");

  expect([...cluster.requests].map(({ verb, resource, code }) => [verb, resource, code])).toEqual([
    ["get", "/apis/ex.io/v1/cafes", 404],
    ["update", "/api/v1/nodes", 405],
  ]);
});
