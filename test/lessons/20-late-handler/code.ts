import type { KubernetesObject, SharedIndexInformer } from "@informerlab/core";

/** Joins an informer that may run already; returns when `greet` has been called for everything that was there. */
export async function joinLate<T extends KubernetesObject>(
  informer: SharedIndexInformer<T>,
  greet: (name: string, wasThere: boolean) => void,
): Promise<void> {
  const registration = informer.addEventHandler({
    onAdd: (object, isInInitialList) => greet(object.metadata?.name ?? "", isInInitialList),
  });
  await registration.waitForSync(); // The handler's own flag: the informer's may be true long before.
}
