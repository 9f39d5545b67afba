import { test as base, type TestAPI } from "vitest";
import type { ClusterOptions } from "../../cluster-options.ts";
import { createCluster, type FakeCluster } from "../../fake-apiserver.ts";
import type { MemoryKubeConfig } from "../client-node/memory-kube-config.ts";
import { assertFaultsStruck } from "./assert-faults-struck.ts";

/** How the cluster of a test is made and judged. */
export interface ClusterTestOptions extends ClusterOptions {
  /** A fault that never struck fails the test: it tested nothing. @defaultValue "error" */
  readonly unusedFaults?: "error" | "ignore";
}

/** What tests get. */
export interface ClusterFixtures {
  /** Settings for the tests of a file or a suite: `test.override({ clusterOptions: { … } })`. */
  readonly clusterOptions: ClusterTestOptions;
  /** A cluster of its own for each test, closed afterwards. */
  readonly cluster: FakeCluster;
  /** A KubeConfig of `@kubernetes/client-node` that reaches it in memory. */
  readonly kubeConfig: MemoryKubeConfig;
}

/**
 * Vitest's `test` with a fresh cluster for each test that asks for one. Tests share nothing and may run at the same
 * time.
 */
export const test: TestAPI<ClusterFixtures> = base.extend<ClusterFixtures>({
  clusterOptions: {},
  cluster: async ({ clusterOptions }, use) => {
    const { unusedFaults = "error", ...options } = clusterOptions;
    await using cluster = createCluster(options);
    await use(cluster);
    if (unusedFaults === "error") assertFaultsStruck(cluster.faults.list());
  },
  kubeConfig: async ({ cluster }, use) => {
    // Only tests that ask for it need the library.
    const { memoryKubeConfig } = await import("../client-node/memory-kube-config.ts");
    await using kubeConfig = memoryKubeConfig(cluster);
    await use(kubeConfig);
  },
});
