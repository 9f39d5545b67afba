import { Selector, type SharedInformerFactory } from "@informerlab/core";

/** Fills a cache once and reads it. */
export async function nodeNames(factory: SharedInformerFactory): Promise<string[]> {
  const nodes = factory.core.v1.nodes;
  nodes.informer(); // Only registers it: nothing is sent yet.

  factory.start(); // The first request goes out here.
  await factory.waitForCacheSync();

  const cached = nodes.lister().list(Selector.everything()); // No request: this reads the cache.
  return cached.map((node) => node.metadata?.name ?? "");
}
