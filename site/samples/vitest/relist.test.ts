import {
  type KubernetesObject,
  SharedInformerFactory,
} from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { test } from "@informerlab/fake-apiserver/vitest";
import { expect } from "vitest";

const node = (name: string): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name },
});

test("after a 410 nothing is added twice, and what went is told", async ({
  cluster,
  kubeConfig,
}) => {
  for (const name of ["n1", "n2", "n3"]) cluster.create(node(name));
  const heard: string[] = [];
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig));
  const informer = factory.core.v1.nodes.informer();
  informer.addEventHandler({
    onAdd: (object) => void heard.push(`+${object.metadata?.name}`),
    onDelete: (object) =>
      void heard.push(
        `-${"key" in object ? object.key : object.metadata?.name}`,
      ),
  });
  factory.start();
  await factory.waitForCacheSync();
  heard.length = 0;

  // From here on, no event gets through: the open watch ends with 410 Gone.
  cluster.faults.add({
    on: { verb: "watch", open: true },
    do: { expire: "event410" },
  });
  cluster.delete("nodes", "n2");
  cluster.create(node("n4"));

  await expect
    .poll(() => [...heard].sort(), { timeout: 8_000 })
    .toEqual(["+n4", "-n2"]);
});
