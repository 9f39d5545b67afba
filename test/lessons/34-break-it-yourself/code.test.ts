import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { silenceWatches } from "./code.ts";

test("while watches are silent the copy grows old, and afterwards it is right again", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name: "n1" } });
  const client = fromKubeConfig(kubeConfig);
  await using factory = new SharedInformerFactory(client, { readDeadlineMs: 500 });
  const { indexer } = factory.core.v1.nodes.informer();
  factory.start();
  await factory.waitForCacheSync();
  await expect.poll(() => cluster.requests.count({ verb: "watch", resource: "nodes" })).toBe(1);

  const speakAgain = silenceWatches(cluster);
  cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name: "unheard" } });
  cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name: "unheard-too" } });
  expect(indexer.listKeys()).toEqual(["n1"]);

  speakAgain();
  await expect
    .poll(() => indexer.listKeys().sort(), { timeout: 10_000 })
    .toEqual(["n1", "unheard", "unheard-too"]);
});
