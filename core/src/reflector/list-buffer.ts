import type { KubernetesObject } from "../api/object.ts";
import { deletionHandlingMetaNamespaceKey } from "../api/object-key.ts";
import { Indexer } from "../cache/indexer.ts";
import type { ReflectorStore } from "../queue/queue.ts";

/** Where the objects of a streaming list gather until all have come; it transforms as the store will (RF-27). */
export function newListBuffer<T extends KubernetesObject>({
  transformer,
}: ReflectorStore<T>): Indexer<T> {
  return new Indexer<T>({
    keyFunction: deletionHandlingMetaNamespaceKey,
    ...(transformer === undefined ? {} : { transform: transformer }),
  });
}
