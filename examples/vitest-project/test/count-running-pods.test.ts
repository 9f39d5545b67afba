import { test } from "@informerlab/fake-apiserver/vitest";
import { expect } from "vitest";
import { countRunningPods } from "../src/count-running-pods.ts";

const pod = (name: string, phase: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "default" },
  spec: { containers: [{ name: "app", image: "app:1" }] },
  status: { phase },
});

test("counts running pods only", async ({ cluster, kubeConfig }) => {
  cluster.create(pod("a", "Running"));
  cluster.create(pod("b", "Pending"));

  expect(await countRunningPods(kubeConfig, "default")).toBe(1);
});

test("asks again when the server is busy", async ({ cluster, kubeConfig }) => {
  cluster.create(pod("a", "Running"));
  cluster.faults.add({
    id: "busy",
    on: { verb: "list", resource: "pods" },
    life: { times: 1 },
    do: { status: 429, retryAfterSeconds: 1 },
  });

  expect(await countRunningPods(kubeConfig, "default")).toBe(1);
});
