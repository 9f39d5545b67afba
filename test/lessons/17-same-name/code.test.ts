import { type KubernetesObject, SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { byIdentity } from "./code.ts";

const node: KubernetesObject = { apiVersion: "v1", kind: "Node", metadata: { name: "n2" } };

test("a Node that was replaced while nobody listened went and came", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  const first = cluster.create(node).metadata?.uid;
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig));
  const told: string[] = [];
  factory.core.v1.nodes.informer().addEventHandler(
    byIdentity({
      came: ({ metadata }) => told.push(`came ${metadata?.uid}`),
      changed: ({ metadata }) => told.push(`changed ${metadata?.uid}`),
      went: (uid) => told.push(`went ${uid}`),
    }),
  );
  factory.start();
  await factory.waitForCacheSync();

  cluster.faults.add({ on: { verb: "watch", open: true }, do: { expire: "event410" } });
  cluster.delete("nodes", "n2");
  const second = cluster.create(node).metadata?.uid;

  await expect
    .poll(() => told, { timeout: 10_000 })
    .toEqual([`came ${first}`, `went ${first}`, `came ${second}`]);
  expect(second).not.toBe(first);
});
