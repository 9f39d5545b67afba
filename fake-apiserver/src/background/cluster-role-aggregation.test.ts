import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../fake-apiserver.ts";

test("a role has each rule of those that it collects once, by its selectors and their names", () => {
  const simulation = new Simulation();
  const cluster = createCluster({ environment: simulation, controllers: { clusterRoles: true } });
  const role = (name: string, more: object): void => {
    cluster.create({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: { name, labels: { part: name } },
      ...more,
    });
  };
  const rule = (resource: string): object => ({
    verbs: ["get"],
    apiGroups: [""],
    resources: [resource],
  });
  role("a", { rules: [rule("pods"), rule("nodes")] });
  role("b", { rules: [rule("secrets"), rule("pods")] });
  const clusterRoleSelectors = ["b", "a"].map((part) => ({ matchLabels: { part } }));
  role("all", { aggregationRule: { clusterRoleSelectors } });
  simulation.advanceBy(1_000);

  expect(cluster.get("clusterroles", "all")).toMatchObject({
    rules: [rule("secrets"), rule("pods"), rule("nodes")],
  });
});
