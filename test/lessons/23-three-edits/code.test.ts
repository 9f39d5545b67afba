import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { createZoneKeeper } from "./code.ts";

const nodeIn = (zone: string) => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name: "n1", labels: { zone } },
});

test("edits that wait together are one key, and the worker finds what is now", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  cluster.create(nodeIn("a"));
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig));
  const zones = new Map<string, string>();
  const loop = createZoneKeeper(factory, zones);
  factory.start();
  await factory.waitForCacheSync();
  for (const zone of ["b", "c", "d"]) cluster.update(nodeIn(zone));
  const nodes = factory.core.v1.nodes;
  await expect.poll(() => nodes.lister().get("n1").metadata?.labels?.["zone"]).toBe("d");

  expect(loop.queue.length).toBe(1);
  loop.start();

  await expect.poll(() => [...zones]).toEqual([["n1", "d"]]);
  cluster.delete("nodes", "n1");
  await expect.poll(() => zones.size).toBe(0);
  loop.queue.shutDown();
});
