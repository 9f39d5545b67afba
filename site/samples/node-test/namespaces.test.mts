import assert from "node:assert/strict";
import { test } from "node:test";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { CoreV1Api } from "@kubernetes/client-node";

test("a program that uses client-node, on a cluster of its own", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  const api = kubeConfig.makeApiClient(CoreV1Api);

  await api.createNamespace({ body: { metadata: { name: "shop" } } });

  const { items } = await api.listNamespace();
  assert.ok(items.some(({ metadata }) => metadata?.name === "shop"));
  assert.equal(cluster.get("namespaces", "shop")?.metadata?.name, "shop");
});
