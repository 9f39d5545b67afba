import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { countRunningPods } from "../src/count-running-pods.ts";

test("counts the running pods of the server that KUBECONFIG names", async () => {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromDefault();
  const api = kubeConfig.makeApiClient(CoreV1Api);
  const name = "a";
  const container = { name: "app", image: "app:1" };
  const body = { metadata: { name }, spec: { containers: [container] } };
  await api.createNamespacedPod({ namespace: "default", body });
  expect(await countRunningPods(kubeConfig, "default")).toBe(0);

  const patch = [{ op: "add", path: "/status/phase", value: "Running" }];
  await api.patchNamespacedPodStatus({ namespace: "default", name, body: patch });
  expect(await countRunningPods(kubeConfig, "default")).toBe(1);
});
