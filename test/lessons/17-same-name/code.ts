import type { KubernetesObject, ResourceEventHandler } from "@informerlab/core";

/** What is done when an object comes, changes and goes. */
export interface Life {
  came(object: KubernetesObject): void;
  changed(object: KubernetesObject): void;
  went(uid: string | undefined): void;
}

/** Takes an update between two uids for what it is: one object went, another came. */
export function byIdentity({ came, changed, went }: Life): ResourceEventHandler {
  return {
    onAdd: came,
    onUpdate(old: KubernetesObject, object: KubernetesObject) {
      if (old.metadata?.uid === object.metadata?.uid) return changed(object);
      went(old.metadata?.uid);
      came(object);
    },
  };
}
