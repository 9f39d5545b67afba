import { type MutationError, SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { announceTaken } from "./code.ts";

test("who copies first leaves the cache alone, and who does not is named by the detector", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  cluster.create({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "n1", labels: { state: "ready" } },
  });
  const found: MutationError[] = [];
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig), {
    detectMutations: true,
    mutationHandler: (error) => void found.push(error),
  });
  const nodes = factory.core.v1.nodes.informer();
  const states: unknown[] = [];
  announceTaken(nodes, ({ metadata }) => states.push(metadata?.labels?.["state"]));
  factory.start();
  await factory.waitForCacheSync();

  await expect.poll(() => states).toEqual(["busy"]);
  expect(nodes.indexer.getByKey("n1")?.metadata?.labels).toEqual({ state: "ready" });
  expect(found).toEqual([]);

  nodes.addEventHandler(
    { onAdd: ({ metadata }) => void Object.assign(metadata?.labels ?? {}, { state: "busy" }) },
    { name: "careless" },
  );
  await expect.poll(() => found.map(({ handler }) => handler)).toEqual(["careless"]);
});
