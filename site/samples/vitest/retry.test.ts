import { test } from "@informerlab/fake-apiserver/vitest";
import { CoreV1Api } from "@kubernetes/client-node";
import { expect } from "vitest";

test("asks again when the server is busy", async ({
  cluster,
  kubeConfig,
}) => {
  cluster.create({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "shop" },
  });
  cluster.faults.add({
    on: { verb: "list", resource: "namespaces" },
    life: { times: 1 }, // Then the server is well again.
    do: { status: 429, retryAfterSeconds: 1 },
  });
  const api = kubeConfig.makeApiClient(CoreV1Api);

  const list = () => api.listNamespace();
  const { items } = await list().catch(list);

  expect(items.map(({ metadata }) => metadata?.name)).toContain("shop");
});
