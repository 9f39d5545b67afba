import type { KubernetesList, ListOptions } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { namesInPages } from "./code.ts";

const node = (name: string) => ({ apiVersion: "v1", kind: "Node", metadata: { name } });

test.each([
  ["pages show the moment of the first one", undefined, ["n1", "n2", "n3"]],
  [
    "a token that has expired leads to the whole list of a later moment",
    { on: { query: { continue: true } }, do: { expire: "continue410" } },
    ["n1", "n1b", "n2", "n3"],
  ],
] as const)("%s", async (_what, fault, names) => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  const client = fromKubeConfig(kubeConfig);
  const nodes = client.listerWatcherFor(client.environment, {
    resource: { group: "", version: "v1", resource: "nodes" },
  });
  for (const name of ["n1", "n2", "n3"]) cluster.create(node(name));
  if (fault !== undefined) cluster.faults.add(fault);
  const fetchPage = async (options: ListOptions): Promise<KubernetesList> => {
    const { promise, resolve, reject } = Promise.withResolvers<KubernetesList>();
    nodes.list(options, (result) => (result.ok ? resolve(result.list) : reject(result.error)));
    const page = await promise;
    if (page.items.length === 1 && page.items[0]?.metadata?.name === "n1")
      cluster.create(node("n1b"));
    return page;
  };

  expect(await namesInPages(fetchPage, 1)).toEqual(names);
});
