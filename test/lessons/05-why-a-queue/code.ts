import {
  deletionHandlingMetaNamespaceKey,
  type KubernetesObject,
  type ResourceEventHandler,
} from "@informerlab/core";

/** Puts the key of every change into a work queue. */
export function enqueue(queue: { add(key: string): void }): ResourceEventHandler {
  return {
    onAdd: (object: KubernetesObject) => queue.add(deletionHandlingMetaNamespaceKey(object)),
    onUpdate: (_old, object: KubernetesObject) =>
      queue.add(deletionHandlingMetaNamespaceKey(object)),
    // Also takes tombstones, which carry their key.
    onDelete: (object) => queue.add(deletionHandlingMetaNamespaceKey(object)),
  };
}
