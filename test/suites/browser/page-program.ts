import { RestClient, SharedInformerFactory } from "@informerlab/core";
import { createSystemEnvironment, FetchTransport } from "@informerlab/core/system";

/** What the informer's handlers heard, and the names in its cache. */
export interface PageNotes {
  readonly heard: readonly string[];
  readonly cached: readonly string[];
}

const heard: string[] = [];

function createNodes(server: string) {
  const client = new RestClient(new FetchTransport({ server }), {
    environment: createSystemEnvironment(),
  });
  const factory = new SharedInformerFactory(client);
  const { nodes } = factory.core.v1;
  nodes.informer().addEventHandler({
    onAdd: (node, isInitial) =>
      void heard.push(`${isInitial ? "found" : "added"} ${node.metadata?.name}`),
    onUpdate: (_old, node) => void heard.push(`updated ${node.metadata?.annotations?.["note"]}`),
    onDelete: () => void heard.push("deleted"),
  });
  return { factory, nodes };
}

let running: ReturnType<typeof createNodes> | undefined;

/** Runs in the browser: keeps the Nodes of the apiserver behind `server`. Resolves once they are in the cache. */
export async function keepNodes(server: string): Promise<void> {
  running = createNodes(server);
  running.factory.start();
  await running.factory.waitForCacheSync();
}

/** Runs in the browser. */
export function notes(): PageNotes {
  const cached = running?.nodes.lister().list() ?? [];
  return { heard, cached: cached.map(({ metadata }) => metadata?.name ?? "") };
}
