import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { follow } from "./code.ts";

test("a bookmark moves the version, and is no news", async () => {
  await using cluster = createCluster({ settings: { bookmarkIntervalMs: 20 } });
  await using kubeConfig = memoryKubeConfig(cluster);
  const client = fromKubeConfig(kubeConfig);
  const nodes = client.listerWatcherFor(client.environment, {
    resource: { group: "", version: "v1", resource: "nodes" },
  });
  const names: (string | undefined)[] = [];
  let seen = cluster.resourceVersion;
  const cancel = nodes.watch(
    { resourceVersion: seen, allowWatchBookmarks: true },
    {
      opened: () => undefined,
      events: (batch) => {
        seen = follow(seen, batch, ({ metadata }) => names.push(metadata?.name));
      },
      closed: () => undefined,
      failed: () => undefined,
    },
  );

  cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name: "n1" } });
  await expect.poll(() => names).toEqual(["n1"]);
  cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "other" } });

  await expect.poll(() => seen).toBe(cluster.resourceVersion);
  expect(names).toEqual(["n1"]);
  cancel();
});
