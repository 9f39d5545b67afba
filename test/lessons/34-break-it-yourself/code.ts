import type { FakeCluster } from "@informerlab/fake-apiserver";

/**
 * Lets every watch that is open fall silent: it stays open and carries nothing. What is returned lets the next one
 * speak; it is the informer's own deadline that gives the silent one up.
 */
export function silenceWatches(cluster: FakeCluster): () => void {
  const fault = cluster.faults.add({ on: { open: true }, do: { stall: true } });
  return () => cluster.faults.remove(fault.id);
}
