import type { KubernetesObject, ResourceEventHandler } from "@informerlab/core";

/** Takes an update for news only when the version differs: after a new list, unchanged objects come as updates too. */
export function onlyNews(report: (name: string) => void): ResourceEventHandler {
  return {
    onUpdate(old: KubernetesObject, object: KubernetesObject) {
      if (old.metadata?.resourceVersion === object.metadata?.resourceVersion) return;
      report(object.metadata?.name ?? "");
    },
  };
}
