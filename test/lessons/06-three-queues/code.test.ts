import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { writeAndWait } from "./code.ts";

test("after the wait the cache has what was written", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig));
  const nodes = factory.core.v1.nodes;
  nodes.informer();
  factory.start();
  await factory.waitForCacheSync();

  await writeAndWait(nodes.informer(), async () =>
    cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name: "n1" } }),
  );

  expect(nodes.lister().get("n1").metadata?.name).toBe("n1");
});
