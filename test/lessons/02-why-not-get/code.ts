import type { KubernetesObject, SharedIndexInformer } from "@informerlab/core";

/** Waits for a state of an object without asking for it again and again. */
export async function until(
  informer: Pick<SharedIndexInformer, "addEventHandler" | "removeEventHandler">,
  isReached: (object: KubernetesObject) => boolean,
): Promise<KubernetesObject> {
  const { promise, resolve } = Promise.withResolvers<KubernetesObject>();
  const look = (object: KubernetesObject): void => {
    if (isReached(object)) resolve(object);
  };
  // What is there already is told as an addition.
  const registration = informer.addEventHandler({
    onAdd: look,
    onUpdate: (_old, object) => look(object),
  });
  try {
    return await promise;
  } finally {
    informer.removeEventHandler(registration);
  }
}
