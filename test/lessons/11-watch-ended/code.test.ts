import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { watchOn } from "./code.ts";

const node = (name: string) => ({ apiVersion: "v1", kind: "Node", metadata: { name } });

test("what happens between two watches is the first thing that the next one brings", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  const client = fromKubeConfig(kubeConfig);
  const nodes = client.listerWatcherFor(client.environment, {
    resource: { group: "", version: "v1", resource: "nodes" },
  });
  const told: string[] = [];
  const stop = watchOn(
    { watch: (options, observer) => nodes.watch(options, observer) },
    cluster.resourceVersion,
    (type, name) => told.push(`${type} ${name}`),
    (error) => told.push(String(error)),
  );

  cluster.create(node("n1"));
  await expect.poll(() => told).toEqual(["ADDED n1"]);
  cluster.faults.add({ on: { verb: "watch", open: true }, do: { close: "clean" } });
  cluster.create(node("n2"));

  await expect.poll(() => told).toEqual(["ADDED n1", "ADDED n2"]);
  stop();
});
