import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { podsByNode } from "./code.ts";

const podOn = (name: string, nodeName?: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "default" },
  spec: { nodeName, containers: [{ name: "main", image: "web" }] },
});

test("the Pods of a Node are known by its name, and a Pod without a Node is in no bucket", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  for (const pod of [podOn("web", "n1"), podOn("db", "n1"), podOn("log", "n2"), podOn("waits")])
    cluster.create(pod);
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig));
  const podsOn = podsByNode(factory);
  factory.start();
  await factory.waitForCacheSync();

  expect(podsOn("n1")).toEqual(["default/db", "default/web"]);
  expect(podsOn("n3")).toEqual([]);
  cluster.create(podOn("new", "n3"));
  await expect.poll(() => podsOn("n3")).toEqual(["default/new"]);
});
