import type { KubernetesObject } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../fake-apiserver.ts";
import { send } from "../testing/send.ts";

function lab(): { readonly simulation: Simulation; readonly cluster: FakeCluster } {
  const simulation = new Simulation();
  return {
    simulation,
    cluster: createCluster({ environment: simulation, settings: { compactionIntervalMs: 1000 } }),
  };
}

function write(cluster: FakeCluster, name: string): string {
  const map: KubernetesObject = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "default" },
  };
  return cluster.create(map).metadata?.resourceVersion ?? "";
}

function listAt(cluster: FakeCluster, version: string): number {
  const query = `resourceVersion=${version}&resourceVersionMatch=Exact`;
  return send(cluster, "GET", `/api/v1/configmaps?${query}`).status;
}

test("what is older than an interval is forgotten with the next write", () => {
  const { simulation, cluster } = lab();
  const early = write(cluster, "a");
  simulation.advanceBy(1000);
  write(cluster, "b");
  simulation.advanceBy(1000);
  const late = write(cluster, "c");

  expect([listAt(cluster, early), listAt(cluster, late)]).toEqual([410, 200]);
});

test("after a restore, revisions from before it are not compacted to", () => {
  const { simulation, cluster } = lab();
  const snapshot = cluster.snapshot();
  for (let turn = 0; turn < 20; turn++) {
    write(cluster, `before-${turn}`);
    simulation.advanceBy(100);
  }
  cluster.restore(snapshot);
  simulation.advanceBy(1000);
  const version = write(cluster, "after");

  expect(listAt(cluster, version)).toBe(200);
  expect(Number(write(cluster, "next"))).toBeGreaterThan(
    cluster.apiserver.storage.log.compactedRevision,
  );
});
