import type { KubernetesObject, SharedIndexInformer } from "@informerlab/core";

/**
 * Names that a complete list has and the informer's copy lacks: for a test, or for a check once an hour in a program that
 * cannot afford a missing object. What was written since the list may be among them, so look twice.
 */
export function missingIn<T extends KubernetesObject>(
  informer: SharedIndexInformer<T>,
  listed: readonly T[],
): readonly string[] {
  return listed
    .filter(({ metadata }) => {
      const key = [metadata?.namespace, metadata?.name].filter(Boolean).join("/");
      return informer.indexer.getByKey(key)?.metadata?.uid !== metadata?.uid;
    })
    .map(({ metadata }) => metadata?.name ?? "");
}
