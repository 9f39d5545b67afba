import type { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import type { KubernetesObject } from "../api/object.ts";
import type { DeltaType } from "../trace/queue-facts.ts";

export type { DeltaType } from "../trace/queue-facts.ts";

/** Payload of a ReplacedAll delta: a whole list. */
export interface ReplacedAllInfo<T> {
  readonly resourceVersion: string;
  readonly objects: readonly T[];
}

/** One change of one object. For Deleted the object is its final state as the server sent it, or a tombstone (DL-2). */
export interface ObjectDelta<T extends KubernetesObject = KubernetesObject> {
  readonly type: "Added" | "Updated" | "Deleted" | "Replaced" | "Sync";
  readonly key: string;
  readonly object: T | DeletedFinalStateUnknown<T>;
  /** `seq` of the trace fact that queued it; undefined while nobody listens. */
  readonly cause: number | undefined;
}

/** A change of the whole store, or of its version (DL-1; atomic events only). */
export interface StoreDelta<T extends KubernetesObject = KubernetesObject> {
  readonly type: "ReplacedAll" | "SyncAll" | "Bookmark";
  readonly key: "";
  /** Absent objects and version for SyncAll; no objects for Bookmark. */
  readonly object: ReplacedAllInfo<T>;
  readonly cause: number | undefined;
}

/** What a queue holds (DL-1). */
export type Delta<T extends KubernetesObject = KubernetesObject> = ObjectDelta<T> | StoreDelta<T>;

/** Deltas of one key, oldest first (DL-4). */
export type Deltas<T extends KubernetesObject = KubernetesObject> = readonly Delta<T>[];

/** The first delta, or undefined when there is none (DL-4). */
export function oldestDelta<T extends KubernetesObject>(deltas: Deltas<T>): Delta<T> | undefined {
  return deltas[0];
}

/** The last delta, or undefined when there is none (DL-4). */
export function newestDelta<T extends KubernetesObject>(deltas: Deltas<T>): Delta<T> | undefined {
  return deltas[deltas.length - 1];
}

/** True for deltas about one object. */
export function isObjectDelta<T extends KubernetesObject>(
  delta: Delta<T>,
): delta is ObjectDelta<T> {
  return isObjectDeltaType(delta.type);
}

function isObjectDeltaType(type: DeltaType): boolean {
  return type !== "ReplacedAll" && type !== "SyncAll" && type !== "Bookmark";
}
