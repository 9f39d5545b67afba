import type { SharedInformerFactory } from "@informerlab/core";

/** One part of a program: it gets the factory, and does not care who asked before. */
export function countNodes(factory: SharedInformerFactory): () => number {
  const { indexer } = factory.core.v1.nodes.informer(); // Made now, or the one that is there.
  return () => indexer.listKeys().length;
}
