import {
  enqueueObject,
  type KubernetesObject,
  ReconcileLoop,
  type SharedInformerFactory,
} from "@informerlab/core";

/** Slow work behind a queue: the handler only adds a key and returns, so nothing gathers in its buffer. */
export function createSlowController(
  factory: SharedInformerFactory,
  work: (node: KubernetesObject | undefined) => Promise<void>,
): ReconcileLoop {
  const informer = factory.core.v1.nodes.informer();
  const loop = new ReconcileLoop(factory.environment, {
    name: "slow",
    maxConcurrent: 4, // Slow keys share the workers; one key is never with two of them.
    reconcile: async (name) => {
      await work(informer.indexer.getByKey(name)); // What throws here is tried again.
    },
  });
  informer.addEventHandler(enqueueObject(loop.queue));
  return loop;
}
