import {
  DeletedFinalStateUnknown,
  type KubernetesObject,
  type ResourceEventHandler,
} from "@informerlab/core";

/** Tells apart a deletion that was seen from one that was only noticed. */
export function deletionReporter(
  report: (line: string) => void,
): ResourceEventHandler {
  return {
    onDelete(
      deleted: KubernetesObject | DeletedFinalStateUnknown<KubernetesObject>,
    ) {
      if (deleted instanceof DeletedFinalStateUnknown) {
        report(
          `${deleted.key} is gone; last known ${versionOf(deleted.object)}`,
        );
      } else {
        report(`${deleted.metadata?.name} deleted in ${versionOf(deleted)}`);
      }
    },
  };
}

function versionOf(object: KubernetesObject | undefined): string {
  return object?.metadata?.resourceVersion ?? "nothing";
}
