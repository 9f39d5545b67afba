import { chaosTest, replayChaos } from "@informerlab/test";
import { expect, test } from "vitest";
import { options, replicaSetController } from "./replica-sets.ts";

test("with drawn names a cache that lags makes too many pods", async () => {
  const failing = chaosTest(replicaSetController("drawn by the server"), options);
  const error = await failing.catch((reason: unknown) => reason);

  expect(error).toMatchObject({
    name: "ChaosError",
    failure: { rule: "no set has more pods than anybody ever wanted of it" },
  });
});

test("with counted names it survives everything", async () => {
  const report = await chaosTest(replicaSetController("counted"), { ...options, runs: 100 });
  expect(report.struck["crash"]).toBeGreaterThan(5);
});

// As a find prints it: two writes and the jitter of the network.
test("a plan that was found is a test of its own", () =>
  replayChaos(
    replicaSetController("counted"),
    options,
    `
version: 1
processes: [replica-sets]
network: {latencyMs: 1, jitterMs: 9}
script:
  - {atMs: 0, do: create, object: {apiVersion: apps/v1, kind: ReplicaSet, spec: {replicas: 3, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "web:1"}]}}}, metadata: {name: a}}}
  - {atMs: 20, do: delete, resource: pods, pick: 1}
`,
  ));
