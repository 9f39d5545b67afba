import { type KubernetesObject, type SharedIndexInformer, StatusError } from "@informerlab/core";

/**
 * Creates an object whose name follows from what is wanted, such as `web-3` for the third, and returns when the cache
 * has it: a second call cannot make a second object.
 */
export async function ensure(
  informer: Pick<SharedIndexInformer, "waitForResourceVersion">,
  create: () => Promise<KubernetesObject>,
): Promise<void> {
  try {
    const { metadata } = await create();
    await informer.waitForResourceVersion(metadata?.resourceVersion ?? "");
  } catch (error) {
    const exists = error instanceof StatusError && error.status.reason === "AlreadyExists";
    if (!exists) throw error; // Good news otherwise: it is there, only not in the cache yet.
  }
}
