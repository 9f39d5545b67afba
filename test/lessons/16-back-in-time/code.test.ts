import { createClientSet, SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { confirmed } from "./code.ts";

test("a Node that only an apiserver that is behind still has is not confirmed", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  const client = fromKubeConfig(kubeConfig);
  const nodes = createClientSet(client).core.v1.nodes;
  const read = (name: string) => nodes.get(name).catch(() => undefined);
  for (const name of ["n1", "n2"])
    cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name } });
  cluster.delete("nodes", "n2");
  cluster.faults.add({ on: { verb: "list" }, do: { stale: { byRevisions: 1 } } });
  cluster.faults.add({ on: { verb: "watch" }, do: { stall: true } });
  await using factory = new SharedInformerFactory(client, { useWatchList: false });
  const informer = factory.core.v1.nodes.informer();
  factory.start();
  await factory.waitForCacheSync();

  const seen = informer.indexer.list();
  const sure = await Promise.all(seen.map((node) => confirmed(node, read)));

  expect(seen.map(({ metadata }) => metadata?.name).sort()).toEqual(["n1", "n2"]);
  expect(sure.flatMap((node) => node?.metadata?.name ?? [])).toEqual(["n1"]);
});
