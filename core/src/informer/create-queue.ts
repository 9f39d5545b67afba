import type { KubernetesObject } from "../api/object.ts";
import { DeltaFIFO } from "../queue/delta-fifo.ts";
import type { KeyListerGetter, Queue, QueueOptions } from "../queue/queue.ts";
import { RealFIFO } from "../queue/real-fifo.ts";

/**
 * What the queue between Reflector and Indexer promises (FG-4).
 *
 * - `delta`: client-go's classic DeltaFIFO; order per key only.
 * - `real`: in order; a list arrives as single changes (client-go 0.33 to 0.35).
 * - `real-atomic`: in order; a list arrives whole, so the cache is always a state the server had (client-go since 0.36).
 */
export type QueueFlavour = "delta" | "real" | "real-atomic";

/** What an informer's queue is made from. */
export interface CreateQueueOptions<T extends KubernetesObject> extends QueueOptions<T> {
  readonly flavour: QueueFlavour;
  /** The informer's indexer. */
  readonly knownObjects: KeyListerGetter<T>;
}

/** Makes the queue of an informer (DF-14, RQ-2, RQ-10). */
export function createQueue<T extends KubernetesObject>(options: CreateQueueOptions<T>): Queue<T> {
  const { flavour, knownObjects, ...rest } = options;
  switch (flavour) {
    case "delta":
      return new DeltaFIFO<T>({ ...rest, knownObjects, emitDeltaTypeReplaced: true });
    case "real":
      return new RealFIFO<T>({ ...rest, knownObjects });
    case "real-atomic":
      return new RealFIFO<T>({ ...rest, atomicEvents: true, emitDeltaTypeBookmark: true });
  }
}
