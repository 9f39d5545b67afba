import { MemoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { type ControllerUnderTest, chaosTest, replayChaos } from "@informerlab/test";
import { CoreV1Api, makeInformer } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { configMapIndex, options } from "./configmap-index.ts";

const broken = `
version: 1
processes: [index]
script:
  - {atMs: 0, do: create, object: {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: default}}}
  - {atMs: 500, do: cut-watches, how: reset}
  - {atMs: 900, do: create, object: {apiVersion: v1, kind: ConfigMap, metadata: {name: b, namespace: default}}}
`;

test("client-node's informer stops for good when its connection breaks", async () => {
  await expect(replayChaos(configMapIndex("never"), options, broken)).rejects.toThrow(
    "there are a,b, the index says a",
  );
});

test("started again after every error it survives", async () => {
  await replayChaos(configMapIndex("after every error"), options, broken);
  const report = await chaosTest(configMapIndex("after every error"), { ...options, runs: 20 });
  expect(report.commits).toBeGreaterThan(40);
}, 60_000);

test("without realIo the failure names it; with it, makeInformer's wait in real time is named, and what takes its place", async () => {
  const made = (): ControllerUnderTest => ({
    name: "index",
    async start({ server, onEnd }) {
      const kubeConfig = new MemoryKubeConfig(server);
      const api = kubeConfig.makeApiClient(CoreV1Api);
      const informer = makeInformer(kubeConfig, "/api/v1/namespaces/default/configmaps", () =>
        api.listNamespacedConfigMap({ namespace: "default" }),
      );
      onEnd(async () => {
        await informer.stop();
        await kubeConfig.close();
      });
      await informer.start().catch(() => undefined);
    },
  });

  await expect(replayChaos(made(), { ...options, realIo: false }, broken)).rejects.toThrow(
    /node_modules.*set realIo: true/,
  );
  const expired = `
version: 1
processes: [index]
script:
  - {atMs: 500, do: expire-watches}
  - {atMs: 900, do: expire-watches}
`;
  await expect(replayChaos(made(), options, expired)).rejects.toThrow(
    /^the controller waits in virtual time only: setTimeout of node:timers\/promises is called at .*client-node\/dist\/cache\.js:\d+:\d+: client-node's informer waits .* delayFn: program\.sleep/,
  );
});
