import { CoreV1Api } from "@kubernetes/client-node";
import { expect } from "vitest";
import { assertFaultsStruck } from "./assert-faults-struck.ts";
import { test } from "./cluster-test.ts";

const node = { apiVersion: "v1", kind: "Node", metadata: { name: "one" } };

test("a test has a cluster of its own, and a KubeConfig that reaches it", async ({
  cluster,
  kubeConfig,
}) => {
  cluster.create(node);

  const { items } = await kubeConfig.makeApiClient(CoreV1Api).listNode();

  expect(items.map(({ metadata }) => metadata?.name)).toEqual(["one"]);
});

test("the next test sees nothing of it", async ({ kubeConfig }) => {
  const { items } = await kubeConfig.makeApiClient(CoreV1Api).listNode();

  expect(items).toEqual([]);
});

test("a fault that never struck is named", ({ cluster }) => {
  const handle = cluster.faults.add({ id: "idle", on: { verb: "watch" }, do: { status: 500 } });

  expect(() => assertFaultsStruck(cluster.faults.list())).toThrow(
    /a fault never struck.*idle.*"watch"/,
  );
  handle.remove();
});

test("a fault that struck is fine", async ({ cluster, kubeConfig }) => {
  cluster.faults.add({ on: { verb: "list", resource: "nodes" }, do: { status: 500 } });

  await expect(kubeConfig.makeApiClient(CoreV1Api).listNode()).rejects.toMatchObject({ code: 500 });
});
