import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { onlyNews } from "./code.ts";

const node = (name: string) => ({ apiVersion: "v1", kind: "Node", metadata: { name } });

test("what a new list repeats is no news", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  for (const name of ["n1", "n2"]) cluster.create(node(name));
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig));
  const nodes = factory.core.v1.nodes;
  const news: string[] = [];
  let updates = 0;
  nodes.informer().addEventHandler(onlyNews((name) => news.push(name)));
  nodes.informer().addEventHandler({ onUpdate: () => void updates++ });
  factory.start();
  await factory.waitForCacheSync();

  cluster.faults.add({ on: { verb: "watch", open: true }, do: { expire: "event410" } });
  cluster.update({ ...node("n1"), metadata: { name: "n1", labels: { zone: "b" } } });

  await expect.poll(() => updates, { timeout: 10_000 }).toBe(2);
  expect(news).toEqual(["n1"]);
});
