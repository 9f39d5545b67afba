import type { KubernetesObject, ObjectMeta } from "@informerlab/core";

/** Members of `metav1.ObjectMeta` in the order of the Go struct, which is the order on the wire. */
const metadataOrder: readonly (keyof ObjectMeta)[] = [
  "name",
  "generateName",
  "namespace",
  "selfLink",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "labels",
  "annotations",
  "ownerReferences",
  "finalizers",
  "managedFields",
];

/**
 * The object with kind, apiVersion and metadata first, as the real server writes built-in kinds. A missing
 * resourceVersion gets its place, empty, when the object is about to be stored.
 */
export function inGoOrder<T extends KubernetesObject>(object: T, isStored: boolean): T {
  const { kind, apiVersion, metadata = {}, ...rest } = object;
  const ordered: Record<string, unknown> = {};
  for (const name of metadataOrder) {
    const value = metadata[name];
    if (value !== undefined) ordered[name] = value;
    else if (name === "resourceVersion" && isStored) ordered[name] = "";
  }
  return { kind, apiVersion, metadata: ordered, ...rest } as unknown as T;
}
