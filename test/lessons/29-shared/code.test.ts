import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { countNodes } from "./code.ts";

test("three parts of a program share one stream", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name: "n1" } });
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig));
  const parts = [countNodes(factory), countNodes(factory), countNodes(factory)];

  factory.start();
  await factory.waitForCacheSync();

  expect(parts.map((count) => count())).toEqual([1, 1, 1]);
  expect(cluster.requests.count({ resource: "nodes" })).toBe(1); // A watch that begins with the list.
});
