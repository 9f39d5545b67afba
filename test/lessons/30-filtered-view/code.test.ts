import {
  createClientSet,
  DeletedFinalStateUnknown,
  type KubernetesObject,
  SharedInformerFactory,
} from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { whyGone } from "./code.ts";

const nodeOf = (name: string, team: string) => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name, labels: { team } },
});

test("a Node that is labelled away and one that is deleted look the same, until the apiserver is asked", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  for (const name of ["n1", "n2"]) cluster.create(nodeOf(name, "shop"));
  const client = fromKubeConfig(kubeConfig);
  const { nodes } = createClientSet(client).core.v1;
  await using factory = new SharedInformerFactory(client, {
    tweakListOptions: (options) => ({ ...options, labelSelector: "team=shop" }),
  });
  const reasons: Record<string, string> = {};
  factory.core.v1.nodes.informer().addEventHandler({
    onDelete: async (deleted) => {
      const last: KubernetesObject | undefined =
        deleted instanceof DeletedFinalStateUnknown ? deleted.object : deleted;
      const { name = "", uid } = last?.metadata ?? {};
      reasons[name] = await whyGone(uid, () => nodes.get(name));
    },
  });
  factory.start();
  await factory.waitForCacheSync();

  cluster.update(nodeOf("n1", "tools"));
  cluster.delete("nodes", "n2");

  await expect.poll(() => reasons).toEqual({ n1: "left the view", n2: "deleted" });
});
