import type { KubernetesObject, SharedIndexInformer } from "@informerlab/core";

/** Writes, and waits until the cache has come to that write: with an ordered queue, and everything before it. */
export async function writeAndWait(
  nodes: Pick<SharedIndexInformer, "waitForResourceVersion">,
  write: () => Promise<KubernetesObject>,
): Promise<void> {
  const written = await write();
  const revision = written.metadata?.resourceVersion;
  if (revision === undefined) throw new Error("the write returned no resourceVersion");
  await nodes.waitForResourceVersion(revision);
}
