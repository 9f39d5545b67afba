import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { enqueue } from "./code.ts";

test("the key of every change goes into the queue", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name: "n1" } });
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig));
  const keys: string[] = [];
  factory.core.v1.nodes.informer().addEventHandler(enqueue({ add: (key) => void keys.push(key) }));
  factory.start();
  await factory.waitForCacheSync();
  cluster.delete("nodes", "n1");

  await expect.poll(() => keys).toEqual(["n1", "n1"]);
});
