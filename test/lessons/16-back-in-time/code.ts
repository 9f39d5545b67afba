import type { KubernetesObject } from "@informerlab/core";

/** For a decision that cannot be undone: what is seen in the cache counts only if the apiserver agrees. */
export async function confirmed<T extends KubernetesObject>(
  seen: T,
  /** A GET without a version: answered from the newest state. */
  read: (name: string) => Promise<T | undefined>,
): Promise<T | undefined> {
  const now = await read(seen.metadata?.name ?? "");
  const isSame = now !== undefined && now.metadata?.uid === seen.metadata?.uid;
  return isSame ? now : undefined;
}
