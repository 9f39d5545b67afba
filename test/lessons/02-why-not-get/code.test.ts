import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { until } from "./code.ts";

const node = (name: string, labels: Record<string, string>) => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name, labels },
});

test("however long it waits, it asks nothing further", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  cluster.create(node("n1", { ready: "no" }));
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig));
  const informer = factory.core.v1.nodes.informer();
  factory.start();
  await factory.waitForCacheSync();
  await expect.poll(() => cluster.requests.count({ resource: "nodes", verb: "watch" })).toBe(1);
  const requests = cluster.requests.count({ resource: "nodes" });

  const ready = until(informer, ({ metadata }) => {
    const { ready: told } = metadata?.labels ?? {};
    return told === "yes";
  });
  cluster.update(node("n1", { ready: "almost" }));
  cluster.update(node("n1", { ready: "yes" }));

  expect((await ready).metadata?.name).toBe("n1");
  expect(cluster.requests.count({ resource: "nodes" })).toBe(requests);
});
