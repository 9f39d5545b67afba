import type { KubernetesObject } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../fake-apiserver.ts";
import { customDefinition, customVersion } from "../testing/custom-definition.ts";
import type { ControllerSwitches } from "./controllers.ts";

function lab(controllers: ControllerSwitches = {}): {
  readonly simulation: Simulation;
  readonly cluster: FakeCluster;
} {
  const simulation = new Simulation();
  return { simulation, cluster: createCluster({ environment: simulation, controllers }) };
}

function configMap(name: string, metadata: object = {}): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "default", ...metadata },
  };
}

function ownedBy(owner: KubernetesObject, blockOwnerDeletion = false): object {
  const { name = "", uid = "" } = owner.metadata ?? {};
  return {
    ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name, uid, blockOwnerDeletion }],
  };
}

const runningPod =
  "{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {nodeName: n1, terminationGracePeriodSeconds: 30, containers: [{name: c, image: i}]}}";

function deleteWith(cluster: FakeCluster, name: string, propagationPolicy: string): void {
  cluster.apiserver.performDirect({
    verb: "delete",
    definition: cluster.apiserver.definitionOf("configmaps"),
    namespace: "default",
    name,
    client: "test",
    body: { content: { propagationPolicy } as KubernetesObject, mediaType: "application/json" },
  });
}

function names(cluster: FakeCluster): readonly (string | undefined)[] {
  return cluster.list("configmaps", { namespace: "default" }).map(({ metadata }) => metadata?.name);
}

test("a deleted namespace is emptied and goes", () => {
  const { simulation, cluster } = lab();
  cluster.apply([
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "gone" } },
    configMap("a", { namespace: "gone" }),
    { apiVersion: "v1", kind: "Secret", metadata: { name: "b", namespace: "gone" } },
  ]);

  cluster.delete("namespaces/gone");
  expect(cluster.get("namespaces/gone")).toMatchObject({ status: { phase: "Terminating" } });
  simulation.runReady();

  expect(cluster.get("namespaces/gone")).toBeUndefined();
  expect(cluster.list("configmaps", { namespace: "gone" })).toEqual([]);
  expect(cluster.list("secrets", { namespace: "gone" })).toEqual([]);
});

test("a namespace waits for what somebody's finalizer holds", () => {
  const { simulation, cluster } = lab();
  cluster.apply([
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "held" } },
    configMap("a", { namespace: "held", finalizers: ["example.com/hold"] }),
  ]);

  cluster.delete("namespaces/held");
  simulation.runReady();
  expect(cluster.get("namespaces/held")).toBeDefined();
  const held = cluster.get("configmaps/held/a");
  cluster.update({ ...held, metadata: { ...held?.metadata, finalizers: [] } });
  simulation.runReady();

  expect(cluster.get("namespaces/held")).toBeUndefined();
});

test("without the controller a namespace is Terminating for ever", () => {
  const { simulation, cluster } = lab({ namespaces: false });
  cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: stuck}}");

  cluster.delete("namespaces/stuck");
  simulation.advanceBy(3_600_000);

  expect(cluster.get("namespaces/stuck")).toBeDefined();
});

test("what is owned goes with its owner, through generations", () => {
  const { simulation, cluster } = lab();
  const grandparent = cluster.create(configMap("grandparent"));
  const parent = cluster.create(configMap("parent", ownedBy(grandparent)));
  cluster.create(configMap("child", ownedBy(parent)));
  cluster.create(configMap("stranger"));

  cluster.delete("configmaps/default/grandparent");
  simulation.runReady();

  expect(names(cluster)).toEqual(["stranger"]);
});

test("an object stays as long as one of its owners does, and forgets those that are gone", () => {
  const { simulation, cluster } = lab();
  const [one, two] = [cluster.create(configMap("one")), cluster.create(configMap("two"))];
  const references = [one, two].map(({ metadata }) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    name: metadata?.name ?? "",
    uid: metadata?.uid ?? "",
  }));
  cluster.create(configMap("child", { ownerReferences: references }));

  cluster.delete("configmaps/default/one");
  simulation.runReady();

  expect(cluster.get("configmaps/default/child")?.metadata?.ownerReferences).toMatchObject([
    { name: "two" },
  ]);
});

test("an object made for an owner that is not there is collected", () => {
  const { simulation, cluster } = lab();
  const owner = { metadata: { name: "never", uid: "11111111-2222-3333-4444-555555555555" } };

  cluster.create(configMap("child", ownedBy(owner)));
  simulation.runReady();

  expect(names(cluster)).toEqual([]);
});

test("an object whose owner nobody can look for stays: its kind is not served, or it is in a namespace and the object in none", () => {
  const { simulation, cluster } = lab();
  const ownerReferences = (apiVersion: string, kind: string): object => ({
    ownerReferences: [{ apiVersion, kind, name: "x", uid: "not-there" }],
  });
  cluster.create(configMap("custom", ownerReferences("example.com/v1", "Widget")));
  cluster.create({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "n1", ...ownerReferences("v1", "Pod") },
  });

  simulation.runReady();

  expect(names(cluster)).toContain("custom");
  expect(cluster.get("nodes/n1")).toBeDefined();
});

test("what a custom object owned goes with it, though its kind goes, too", () => {
  const { simulation, cluster } = lab({ reactionMs: { gc: 1000 } });
  const versions = [customVersion("v1", { type: "object" })];
  cluster.create(customDefinition({ versions }));
  simulation.runReady();
  const widget: KubernetesObject = {
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: { name: "x" },
  };
  const { uid = "" } = cluster.create(widget).metadata ?? {};
  const owner = { apiVersion: "example.com/v1", kind: "Widget", name: "x", uid };
  cluster.create(configMap("owned", { ownerReferences: [owner] }));
  simulation.advanceTo(simulation.clock.now() + 5000);

  cluster.delete("customresourcedefinitions.apiextensions.k8s.io/widgets.example.com");
  simulation.advanceTo(simulation.clock.now() + 5000);

  expect(() => cluster.list("widgets.example.com")).toThrow("no resource");
  expect(names(cluster)).not.toContain("owned");
});

test("in the foreground only what others hang on waits for them", () => {
  const { simulation, cluster } = lab({ reactionMs: { gc: 1000 } });
  const owner = cluster.create(configMap("owner"));
  const middle = cluster.create(configMap("middle", ownedBy(owner, true)));
  cluster.create(configMap("leaf", ownedBy(middle, true)));
  cluster.create(configMap("other-leaf", ownedBy(owner, true)));
  simulation.advanceTo(simulation.clock.now() + 5000);

  deleteWith(cluster, "owner", "Foreground");
  simulation.advanceTo(simulation.clock.now() + 20_000);

  const waited = (name: string): boolean =>
    cluster
      .history("configmaps", `default/${name}`)
      .some(({ object }) => object.metadata?.finalizers?.includes("foregroundDeletion"));
  expect(["owner", "middle", "leaf", "other-leaf"].map(waited)).toEqual([true, true, false, false]);
  expect(names(cluster)).not.toContain("owner");
});

test("orphaning leaves the dependents, without their owner", () => {
  const { simulation, cluster } = lab();
  const owner = cluster.create(configMap("owner"));
  cluster.create(configMap("child", ownedBy(owner)));

  deleteWith(cluster, "owner", "Orphan");
  simulation.runReady();

  expect(names(cluster)).toEqual(["child"]);
  expect(cluster.get("configmaps/default/child")?.metadata?.ownerReferences).toBeUndefined();
});

test("in the foreground the owner goes last", () => {
  const { simulation, cluster } = lab();
  const owner = cluster.create(configMap("owner"));
  const held = { ...ownedBy(owner, true), finalizers: ["example.com/hold"] };
  cluster.create(configMap("child", held));

  deleteWith(cluster, "owner", "Foreground");
  simulation.runReady();
  expect(names(cluster)).toEqual(["child", "owner"]);
  const child = cluster.get("configmaps/default/child");
  cluster.update({ ...child, metadata: { ...child?.metadata, finalizers: [] } });
  simulation.runReady();

  expect(names(cluster)).toEqual([]);
});

test("a pod that runs goes when its grace is over, where somebody plays the kubelet", () => {
  const { simulation, cluster } = lab({ pods: true });
  cluster.apply(runningPod);

  cluster.delete("pods/default/web");
  simulation.advanceBy(29_000);
  expect(cluster.get("pods/default/web")?.metadata?.deletionGracePeriodSeconds).toBe(30);
  simulation.advanceBy(1_001);

  expect(cluster.get("pods/default/web")).toBeUndefined();
});

test("after a restore, and in a fork, what is owned goes with its owner as before", () => {
  const { simulation, cluster } = lab();
  const owner = cluster.create(configMap("owner"));
  cluster.create(configMap("owned", ownedBy(owner)));
  const snapshot = cluster.snapshot();
  const fork = cluster.fork();
  cluster.delete("configmaps/default/owner");
  simulation.runReady();
  const before = names(cluster);

  cluster.restore(snapshot);
  const restored = names(cluster);
  for (const each of [cluster, fork]) each.delete("configmaps/default/owner");
  simulation.runReady();

  expect([before, restored]).toEqual([[], ["owned", "owner"]]);
  expect([names(cluster), names(fork)]).toEqual([[], []]);
});

test("deletions that a snapshot is in the middle of go on after it is restored", () => {
  const { simulation, cluster } = lab({ pods: true });
  const owner = cluster.create(configMap("owner"));
  cluster.create(configMap("owned", ownedBy(owner, true)));
  cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "gone" } });
  cluster.create(configMap("a", { namespace: "gone" }));
  cluster.apply(runningPod);
  simulation.runReady();
  deleteWith(cluster, "owner", "Foreground");
  cluster.delete("namespaces/gone");
  cluster.delete("pods/default/web");
  const snapshot = cluster.snapshot();
  simulation.advanceBy(60_000);

  cluster.restore(snapshot);
  expect(names(cluster)).toContain("owner");
  expect(cluster.get("namespaces/gone")).toBeDefined();
  expect(cluster.get("pods/default/web")).toBeDefined();
  simulation.advanceBy(60_000);

  expect(names(cluster)).toEqual([]);
  expect(cluster.get("namespaces/gone")).toBeUndefined();
  expect(cluster.get("pods/default/web")).toBeUndefined();
});

test("a pod that a restore brought back is not ended by the deletion from before it", () => {
  const { simulation, cluster } = lab({ pods: true });
  cluster.apply(runningPod);
  const snapshot = cluster.snapshot();
  cluster.delete("pods/default/web");

  cluster.restore(snapshot);
  simulation.advanceBy(60_000);

  expect(cluster.get("pods/default/web")?.metadata?.deletionTimestamp).toBeUndefined();
  expect(cluster.get("pods/default/web")).toBeDefined();
});
