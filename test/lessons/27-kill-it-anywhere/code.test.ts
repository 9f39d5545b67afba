import { createClientSet } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { expect, test } from "vitest";
import { reconcile } from "./code.ts";

const steps = [1, 2, 3, 4];

test.each(steps)(
  "killed before step %i, it leaves nothing behind in the next life",
  async (fatal) => {
    await using cluster = createCluster();
    await using kubeConfig = memoryKubeConfig(cluster);
    const { nodes } = createClientSet(fromKubeConfig(kubeConfig)).core.v1;
    cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name: "n1" } });
    const built = new Set<string>();
    let step = 0;
    const through = async (act: () => unknown): Promise<void> => {
      step += 1;
      if (step === fatal) throw new Error("killed");
      await act();
    };
    const run = async (): Promise<void> => {
      const outside = {
        build: (name: string) => through(() => built.add(name)),
        remove: (name: string) => through(() => built.delete(name)),
      };
      const setFinalizers = (finalizers: readonly string[]) =>
        through(() => nodes.patch("n1", { metadata: { finalizers } }));
      await reconcile(await nodes.get("n1"), outside, setFinalizers);
    };
    const live = async (): Promise<void> => {
      await run().catch(() => run()); // Killed, and started again.
    };

    await live();
    expect([...built]).toEqual(["n1"]);
    cluster.delete("nodes", "n1");
    await live();

    expect([...built]).toEqual([]);
    await expect(nodes.get("n1")).rejects.toThrow("not found");
  },
);
