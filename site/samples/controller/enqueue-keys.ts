import {
  enqueueObject,
  isNotFound,
  ReconcileLoop,
  type SharedInformerFactory,
} from "@informerlab/core";

/** A controller in its smallest form: handlers only say who, the reconciler looks up what. */
export function createNodeController(
  factory: SharedInformerFactory,
  report: (line: string) => void,
): ReconcileLoop {
  const nodes = factory.core.v1.nodes;
  const loop = new ReconcileLoop(factory.environment, {
    name: "nodes",
    maxConcurrent: 2, // Two keys at once, never one key twice.
    reconcile: (name) => {
      try {
        const node = nodes.lister().get(name);
        report(`${name} is ${JSON.stringify(node.metadata?.labels ?? {})}`);
      } catch (error) {
        if (!isNotFound(error)) throw error; // Retried, with back-off.
        report(`${name} is gone`);
      }
    },
  });
  nodes.informer().addEventHandler(enqueueObject(loop.queue));
  return loop;
}
