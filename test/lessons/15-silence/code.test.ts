import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { Watchdog } from "./code.ts";

const node = (name: string) => ({ apiVersion: "v1", kind: "Node", metadata: { name } });

test("an informer whose watch is silent while the cluster goes on is found out", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig));
  const informer = factory.core.v1.nodes.informer();
  const watchdog = new Watchdog(180_000);
  const isAliveAt = (now: number) =>
    watchdog.isAlive(now, informer.lastSyncResourceVersion, cluster.resourceVersion);
  factory.start();
  await factory.waitForCacheSync();
  cluster.create(node("n1"));
  await expect.poll(() => informer.indexer.listKeys()).toEqual(["n1"]);
  expect(isAliveAt(0)).toBe(true);
  expect(isAliveAt(600_000)).toBe(true);

  cluster.faults.add({ on: { verb: "watch", open: true }, do: { stall: true } });
  cluster.create(node("n2"));

  expect(isAliveAt(660_000)).toBe(true);
  expect(isAliveAt(840_000)).toBe(false);
  expect(informer.hasSynced).toBe(true);
});
