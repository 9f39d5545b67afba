import {
  DeletedFinalStateUnknown,
  type KubernetesObject,
  type ResourceEventHandler,
} from "@informerlab/core";

/** Takes both forms of a deletion. */
export function deletionReporter(report: (line: string) => void): ResourceEventHandler {
  return {
    onDelete(deleted: KubernetesObject | DeletedFinalStateUnknown<KubernetesObject>) {
      if (deleted instanceof DeletedFinalStateUnknown) {
        // Only the key is certain: the object is the last one that was seen, or undefined.
        report(`${deleted.key} is gone`);
      } else {
        report(`${deleted.metadata?.name} was deleted`);
      }
    },
  };
}
