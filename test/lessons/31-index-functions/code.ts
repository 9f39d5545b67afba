import type { SharedInformerFactory } from "@informerlab/core";

const byNode = "node";

/** Answers which Pods run on a Node, as keys, without a look at any other Pod. */
export function podsByNode(factory: SharedInformerFactory): (node: string) => readonly string[] {
  const informer = factory.core.v1.pods.informer();
  informer.addIndexers({
    // Depends on the object alone; a Pod that runs nowhere yet is in no bucket.
    [byNode]: ({ spec }) => (spec?.nodeName === undefined ? [] : [spec.nodeName]),
  });
  return (node) => informer.indexer.indexKeys(byNode, node);
}
