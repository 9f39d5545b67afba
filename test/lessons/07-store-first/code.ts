import {
  enqueueObject,
  isNotFound,
  ReconcileLoop,
  type SharedInformerFactory,
} from "@informerlab/core";

/** Handlers say who, the worker reads what: never older than the event that added the key. */
export function createNodeController(
  factory: SharedInformerFactory,
  report: (line: string) => void,
): ReconcileLoop {
  const nodes = factory.core.v1.nodes;
  const loop = new ReconcileLoop(factory.environment, {
    name: "nodes",
    reconcile: (name) => {
      try {
        const node = nodes.lister().get(name);
        report(`${name} is ${JSON.stringify(node.metadata?.labels ?? {})}`);
      } catch (error) {
        if (!isNotFound(error)) throw error; // Retried, with back-off.
        report(`${name} is gone`); // No error: gone is a state, too.
      }
    },
  });
  nodes.informer().addEventHandler(enqueueObject(loop.queue));
  return loop;
}
