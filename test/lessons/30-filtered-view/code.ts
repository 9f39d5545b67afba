import { isNotFound, type KubernetesObject } from "@informerlab/core";

/** Why an object went from a filtered cache. Only the apiserver knows, so ask before anything is cleaned up. */
export async function whyGone(
  uid: string | undefined,
  read: () => Promise<KubernetesObject>,
): Promise<"deleted" | "left the view"> {
  try {
    const { metadata } = await read();
    return metadata?.uid === uid ? "left the view" : "deleted"; // Another object under the same name.
  } catch (error) {
    if (isNotFound(error)) return "deleted";
    throw error; // No answer is not "deleted".
  }
}
