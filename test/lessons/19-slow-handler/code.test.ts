import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { createSlowController } from "./code.ts";

const node = (name: string) => ({ apiVersion: "v1", kind: "Node", metadata: { name } });

test("while work on one Node takes for ever, another handler and another Node go on", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  cluster.create(node("stuck"));
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig));
  const worked: string[] = [];
  const stuck = Promise.withResolvers<void>();
  const loop = createSlowController(factory, async (object) => {
    const name = object?.metadata?.name ?? "";
    if (name === "stuck") await stuck.promise;
    worked.push(name);
  });
  const heard: string[] = [];
  factory.core.v1.nodes.informer().addEventHandler({
    onAdd: ({ metadata }) => {
      heard.push(metadata?.name ?? "");
    },
  });
  factory.start();
  await factory.waitForCacheSync();
  loop.start();

  cluster.create(node("other"));

  await expect.poll(() => heard).toEqual(["stuck", "other"]);
  await expect.poll(() => worked).toEqual(["other"]);
  stuck.resolve();
  await expect.poll(() => worked).toEqual(["other", "stuck"]);
  loop.queue.shutDown();
});
