import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { greeter } from "./code.ts";

const node = (name: string) => ({ apiVersion: "v1", kind: "Node", metadata: { name } });

test("what was there is told apart from what joins", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  cluster.create(node("n1"));
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig));
  const lines: string[] = [];
  factory.core.v1.nodes.informer().addEventHandler(greeter((line) => lines.push(line)));
  factory.start();
  await factory.waitForCacheSync();
  cluster.create(node("n2"));

  await expect.poll(() => lines).toEqual(["n1 was there", "n2 joined"]);
});
