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
        const version =
          deleted.object?.metadata?.resourceVersion ?? "nothing";
        report(`${deleted.key} is gone; the last we knew was ${version}`);
      } else {
        report(
          `${deleted.metadata?.name} was deleted in version ${deleted.metadata?.resourceVersion}`,
        );
      }
    },
  };
}
