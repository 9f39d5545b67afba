import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { missingIn } from "./code.ts";

test("what the copy lacks is named, and so is another object of the same name", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name: "n1" } });
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig));
  const nodes = factory.core.v1.nodes.informer();
  factory.start();
  await factory.waitForCacheSync();

  const cached = nodes.indexer.list();
  expect(missingIn(nodes, cached)).toEqual([]);
  const others = cached.map((node) => ({
    ...node,
    metadata: { ...node.metadata, uid: "another" },
  }));
  expect(missingIn(nodes, others)).toEqual(["n1"]);
  expect(missingIn(nodes, [{ metadata: { name: "n2", uid: "new" } }])).toEqual(["n2"]);
});
