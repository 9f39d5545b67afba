import type { KubernetesObject } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { ListByWatch, streamingList } from "./code.ts";

test("a list by a watch is there when its end is marked, not before", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  const client = fromKubeConfig(kubeConfig);
  const nodes = client.listerWatcherFor(client.environment, {
    resource: { group: "", version: "v1", resource: "nodes" },
  });
  for (const name of ["n1", "n2", "n3"])
    cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name } });
  const list = new ListByWatch<KubernetesObject>();
  const told: (readonly string[] | undefined)[] = [];
  const cancel = nodes.watch(streamingList, {
    opened: () => undefined,
    events: (batch) => {
      for (const event of batch) told.push([...(list.add(event)?.keys() ?? [])]);
    },
    closed: () => undefined,
    failed: () => undefined,
  });

  await expect.poll(() => told).toEqual([[], [], [], ["n1", "n2", "n3"]]);
  cancel();
});
