import { chaosTest, replayChaos } from "@informerlab/test";
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
