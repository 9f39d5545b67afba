import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { joinLate } from "./code.ts";

const node = (name: string) => ({ apiVersion: "v1", kind: "Node", metadata: { name } });

test("a handler that joins late hears of what was there, and then of what comes", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  for (const name of ["n1", "n2"]) cluster.create(node(name));
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig));
  const informer = factory.core.v1.nodes.informer();
  factory.start();
  await factory.waitForCacheSync();
  const heard: string[] = [];

  await joinLate(informer, (name, wasThere) => heard.push(wasThere ? `${name} was there` : name));

  expect(heard.toSorted()).toEqual(["n1 was there", "n2 was there"]);
  cluster.create(node("n3"));
  await expect.poll(() => heard.at(-1)).toBe("n3");
});
