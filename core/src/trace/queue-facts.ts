import type { KubernetesObject } from "../api/object.ts";
import type { ObjectRef } from "./trace.ts";

/** Kinds of delta (DL-1), as client-go spells them. */
export type DeltaType =
  | "Added"
  | "Updated"
  | "Deleted"
  | "Replaced"
  | "Sync"
  | "ReplacedAll"
  | "SyncAll"
  | "Bookmark";

/** What the queue between Reflector and Indexer does. */
export type QueueFact =
  | {
      readonly kind: "queue.enqueued";
      readonly informer: string;
      readonly type: DeltaType;
      /** Absent for ReplacedAll, SyncAll and Bookmark. */
      readonly ref?: ObjectRef;
      readonly object?: KubernetesObject;
      /** The deletion was inferred from absence (DL-3). */
      readonly isTombstone?: true;
      /** ReplacedAll: what it carries. */
      readonly refs?: readonly ObjectRef[];
      readonly objects?: readonly KubernetesObject[];
      /** ReplacedAll and Bookmark. */
      readonly resourceVersion?: string;
      /** Keys (DeltaFIFO) or deltas (RealFIFO) waiting afterwards. */
      readonly length: number;
    }
  | { readonly kind: "queue.compressed"; readonly informer: string; readonly ref: ObjectRef }
  | {
      readonly kind: "queue.popped";
      readonly informer: string;
      /** One entry per delta, oldest first. */
      readonly deltas: readonly {
        readonly type: DeltaType;
        readonly ref?: ObjectRef;
        readonly isTombstone?: true;
      }[];
      readonly isBatch: boolean;
      readonly isInitial: boolean;
      readonly length: number;
    };
