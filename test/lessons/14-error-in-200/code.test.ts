import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { afterEvent } from "./code.ts";

test("a watch that was opened can still say that its version is too old", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  const client = fromKubeConfig(kubeConfig);
  const nodes = client.listerWatcherFor(client.environment, {
    resource: { group: "", version: "v1", resource: "nodes" },
  });
  const story: string[] = [];
  const cancel = nodes.watch(
    { resourceVersion: cluster.resourceVersion },
    {
      opened: () => story.push("opened"),
      events: (batch) => story.push(...batch.map(afterEvent)),
      closed: () => undefined,
      failed: (error) => story.push(String(error)),
    },
  );

  await expect.poll(() => story).toEqual(["opened"]);
  cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name: "n1" } });
  await expect.poll(() => story).toEqual(["opened", "go on"]);
  cluster.faults.add({ on: { verb: "watch", open: true }, do: { expire: "event410" } });

  await expect.poll(() => story).toEqual(["opened", "go on", "list again"]);
  cancel();
});
