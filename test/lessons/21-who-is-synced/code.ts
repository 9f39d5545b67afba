import {
  DeletedFinalStateUnknown,
  type KubernetesObject,
  type SharedIndexInformer,
} from "@informerlab/core";

/** Counts the Nodes of each zone. Its answer is right once the handler, not only the informer, has seen the first list. */
export async function countZones<T extends KubernetesObject>(
  informer: SharedIndexInformer<T>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const zones = new Map<string, number>();
  const add = ({ metadata }: T, by: number): void => {
    const zone = metadata?.labels?.["zone"] ?? "";
    zones.set(zone, (zones.get(zone) ?? 0) + by);
  };
  const registration = informer.addEventHandler({
    onAdd: (node) => add(node, 1),
    onUpdate: (before, node) => {
      add(before, -1);
      add(node, 1);
    },
    onDelete: (deleted) => {
      const node = deleted instanceof DeletedFinalStateUnknown ? deleted.object : deleted;
      if (node !== undefined) add(node, -1);
    },
  });
  const isSynced = await registration.waitForSync(signal);
  if (!isSynced) throw new Error("stopped before all Nodes were counted"); // Not synced is not empty.
  return zones;
}
