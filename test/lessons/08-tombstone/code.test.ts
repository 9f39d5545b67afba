import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { deletionReporter } from "./code.ts";

test("a deletion that was missed is told from one that was seen", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  for (const name of ["n1", "n2"]) {
    cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name } });
  }
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig));
  const lines: string[] = [];
  factory.core.v1.nodes.informer().addEventHandler(deletionReporter((line) => lines.push(line)));
  factory.start();
  await factory.waitForCacheSync();

  cluster.delete("nodes", "n1");
  await expect.poll(() => lines).toEqual(["n1 was deleted"]);
  cluster.faults.add({ on: { verb: "watch", open: true }, do: { expire: "event410" } });
  cluster.delete("nodes", "n2");
  await expect.poll(() => lines.at(-1), { timeout: 10_000 }).toBe("n2 is gone");
});
