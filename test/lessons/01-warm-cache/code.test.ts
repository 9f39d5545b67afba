import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { nodeNames } from "./code.ts";

test("the names come from the cache", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  for (const name of ["n1", "n2"]) {
    cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name } });
  }
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig));

  expect((await nodeNames(factory)).sort()).toEqual(["n1", "n2"]);
});
