import type { KubernetesObject, SharedIndexInformer } from "@informerlab/core";

/** A Node in another state, as a new object: the one that was given belongs to the cache. */
export function inState<T extends KubernetesObject>(node: T, state: string): T {
  const { metadata } = node;
  return { ...node, metadata: { ...metadata, labels: { ...metadata?.labels, state } } };
}

/** Tells of every Node as it will be once it is taken. */
export function announceTaken<T extends KubernetesObject>(
  nodes: SharedIndexInformer<T>,
  announce: (node: T) => void,
): void {
  nodes.addEventHandler({ onAdd: (node) => announce(inState(node, "busy")) }, { name: "marker" });
}
