import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { inTheGap } from "./code.ts";

const node = (name: string) => ({ apiVersion: "v1", kind: "Node", metadata: { name } });

test("what happens between list and watch is told, since this server keeps a log", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  for (const name of ["n1", "n2"]) cluster.create(node(name));
  let watchesAtGap: number | undefined;
  inTheGap(cluster, "nodes", () => {
    watchesAtGap = cluster.requests.count({ verb: "watch", resource: "nodes" });
    cluster.delete("nodes", "n2");
    cluster.create(node("n3"));
  });
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig), {
    useWatchList: false, // A list and then a watch, so that there is a gap.
  });
  const { indexer } = factory.core.v1.nodes.informer();

  factory.start();

  await expect.poll(() => indexer.listKeys().sort()).toEqual(["n1", "n3"]);
  expect(watchesAtGap).toBe(0);
});
