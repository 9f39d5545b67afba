import type { KubernetesObject } from "@informerlab/core";

const finalizer = "lab.example/cleanup";

/** What a Node needs outside the cluster. Each call may be repeated. */
export interface Outside {
  build(name: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/** May be killed between any two lines, and called again from the start. */
export async function reconcile(
  { metadata }: KubernetesObject,
  outside: Outside,
  setFinalizers: (finalizers: readonly string[]) => Promise<unknown>,
): Promise<void> {
  const { name = "", deletionTimestamp, finalizers = [] } = metadata ?? {};
  const isOurs = finalizers.includes(finalizer);
  if (deletionTimestamp === undefined) {
    if (!isOurs) await setFinalizers([...finalizers, finalizer]); // First, or what is built could be left behind.
    await outside.build(name);
  } else if (isOurs) {
    await outside.remove(name);
    await setFinalizers(finalizers.filter((one) => one !== finalizer)); // Last: now the Node may go.
  }
}
