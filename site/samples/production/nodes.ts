import {
  deletedObject,
  Selector,
  SharedInformerFactory,
} from "@informerlab/core";
import {
  fromKubeConfig,
  loadKubeConfig,
} from "@informerlab/core/client-node";

const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());

const factory = new SharedInformerFactory(fromKubeConfig(loadKubeConfig()), {
  resyncPeriodMs: 0,
});
const nodes = factory.core.v1.nodes;

nodes.informer().addEventHandler({
  onAdd: (node, isInInitialList) =>
    console.log("added", node.metadata?.name, { isInInitialList }),
  onUpdate: (_old, node) => console.log("updated", node.metadata?.name),
  onDelete: (node) =>
    console.log("deleted", deletedObject(node)?.metadata?.name),
});

factory.start(stop.signal); // The first request goes out here, not earlier.
await factory.waitForCacheSync(stop.signal);

const names = nodes
  .lister()
  .list(Selector.everything()) // No request: this reads the cache.
  .map((node) => node.metadata?.name);
console.log("cached", names.sort().join(" "));

await factory.shutdown(); // Returns when the signal came and all has ended.
