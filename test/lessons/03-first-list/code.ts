import type { KubernetesObject, ResourceEventHandler } from "@informerlab/core";

/** Is called for every Node of the first list too, with `isInInitialList`. */
export function greeter(report: (line: string) => void): ResourceEventHandler {
  return {
    onAdd(node: KubernetesObject, isInInitialList: boolean) {
      report(`${node.metadata?.name} ${isInInitialList ? "was there" : "joined"}`);
    },
  };
}
