import { DeletedFinalStateUnknown, type KubernetesObject } from "@informerlab/core";

type Deleted = KubernetesObject | DeletedFinalStateUnknown<KubernetesObject>;

/** The key of whatever a deletion brings: a tombstone carries its own, and has no metadata to read it from. */
export function keyOfDeleted(deleted: Deleted): string {
  if (deleted instanceof DeletedFinalStateUnknown) return deleted.key;
  const { namespace, name = "" } = deleted.metadata ?? {};
  return namespace === undefined ? name : `${namespace}/${name}`;
}
