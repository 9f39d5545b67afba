import { createClientSet, SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { ensure } from "./code.ts";

test("asking twice makes one Pod, and the cache has it afterwards", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  const client = fromKubeConfig(kubeConfig);
  await using factory = new SharedInformerFactory(client);
  const pods = factory.core.v1.pods;
  pods.informer();
  factory.start();
  await factory.waitForCacheSync();
  const writer = createClientSet(client).core.v1.pods.inNamespace("default");
  const spec = { containers: [{ name: "main", image: "web" }] };
  const create = () =>
    writer.create({ apiVersion: "v1", kind: "Pod", metadata: { name: "web-1" }, spec });

  await ensure(pods.informer(), create);
  await ensure(pods.informer(), create);

  const names = pods
    .informer()
    .indexer.list()
    .map(({ metadata }) => metadata?.name);
  expect(names).toEqual(["web-1"]);
});
