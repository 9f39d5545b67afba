import {
  enqueueObject,
  isNotFound,
  ReconcileLoop,
  type SharedInformerFactory,
} from "@informerlab/core";

/** Keeps a table of zones, outside the cluster, as the Nodes have it. It compares, and does not ask what happened. */
export function createZoneKeeper(
  factory: SharedInformerFactory,
  zones: Map<string, string>,
): ReconcileLoop {
  const nodes = factory.core.v1.nodes;
  const wantedZone = (name: string): string | undefined => {
    try {
      return nodes.lister().get(name).metadata?.labels?.["zone"];
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  };
  const loop = new ReconcileLoop(factory.environment, {
    name: "zones",
    reconcile: (name) => {
      const wanted = wantedZone(name);
      if (zones.get(name) === wanted) return; // There and back is nothing to do.
      if (wanted === undefined) zones.delete(name);
      else zones.set(name, wanted);
    },
  });
  nodes.informer().addEventHandler(enqueueObject(loop.queue)); // The key, and nothing else.
  return loop;
}
