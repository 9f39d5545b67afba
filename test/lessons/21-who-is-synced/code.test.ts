import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { countZones } from "./code.ts";

const nodeIn = (name: string, zone: string) => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name, labels: { zone } },
});

test("the count is complete when it is answered, and goes on counting", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  for (const [name, zone] of [
    ["n1", "a"],
    ["n2", "a"],
    ["n3", "b"],
  ] as const)
    cluster.create(nodeIn(name, zone));
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig));
  const informer = factory.core.v1.nodes.informer();
  factory.start();

  const zones = await countZones(informer, new AbortController().signal);

  expect(Object.fromEntries(zones)).toEqual({ a: 2, b: 1 });
  cluster.update(nodeIn("n2", "b"));
  cluster.delete("nodes", "n3");
  await expect.poll(() => Object.fromEntries(zones)).toEqual({ a: 1, b: 1 });
});

test("who stops waiting is not told that there is nothing", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig));
  const informer = factory.core.v1.nodes.informer(); // Never started.
  const stop = new AbortController();

  const counted = countZones(informer, stop.signal);
  stop.abort();

  await expect(counted).rejects.toThrow("stopped before all Nodes were counted");
});
