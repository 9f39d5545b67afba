import type { FakeCluster } from "@informerlab/fake-apiserver";

/** Lets open watches fall silent: they stay open and carry nothing, until what it returns is called. */
export function silenceWatches(cluster: FakeCluster): () => void {
  const fault = cluster.faults.add({ on: { open: true }, do: { stall: true } });
  return () => cluster.faults.remove(fault.id);
}
