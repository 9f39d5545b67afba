import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { register } from "./code.ts";

test("only the handler with a period hears the replay", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name: "n1" } });
  // One second is the shortest period that there is.
  const options = { resyncPeriodMs: 1000 };
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig), options);
  const heard = { inside: 0, outside: 0 };
  register(
    factory.core.v1.nodes.informer(),
    { onUpdate: () => void heard.inside++ },
    { onUpdate: () => void heard.outside++ },
    1000,
  );
  factory.start();

  await expect.poll(() => heard.outside, { timeout: 10_000 }).toBeGreaterThan(1);
  expect(heard.inside).toBe(0);
});
