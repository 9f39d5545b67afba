import { enqueueObject, ReconcileLoop, SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { portKeeper } from "./code.ts";

test("an error is tried again, and a hand outside is found out, without a resync", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  cluster.create({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "default", labels: { port: "80" } },
    spec: { ports: [{ port: 80 }] },
  });
  const client = fromKubeConfig(kubeConfig);
  await using factory = new SharedInformerFactory(client);
  const informer = factory.core.v1.services.informer();
  const open = new Set<string>();
  let calls = 0;
  const firewall = {
    open: async (port: string) => {
      calls += 1;
      if (calls === 1) throw new Error("the cloud does not answer");
      open.add(port);
    },
  };
  const loop = new ReconcileLoop(client.environment, {
    name: "ports",
    reconcile: portKeeper((key) => informer.indexer.getByKey(key), firewall, 50),
    onError: () => undefined,
  });
  informer.addEventHandler(enqueueObject(loop.queue));
  factory.start();
  loop.start();

  await expect.poll(() => [...open]).toEqual(["80"]);
  open.clear();
  await expect.poll(() => [...open]).toEqual(["80"]);
  loop.queue.shutDown();
});
