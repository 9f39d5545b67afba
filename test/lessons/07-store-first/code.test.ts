import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { createNodeController } from "./code.ts";

test("the worker reads by key, and finds out what is gone", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  const labels = { zone: "a" };
  cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name: "n1", labels } });
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig));
  const lines: string[] = [];
  const loop = createNodeController(factory, (line) => lines.push(line));
  factory.start();
  await factory.waitForCacheSync();
  loop.start();

  await expect.poll(() => lines).toEqual(['n1 is {"zone":"a"}']);
  cluster.delete("nodes", "n1");
  await expect.poll(() => lines.at(-1)).toBe("n1 is gone");
  loop.queue.shutDown();
});
