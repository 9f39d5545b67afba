import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import type { KubernetesObject } from "../api/object.ts";
import { KeyError, type KeyFunction } from "../api/object-key.ts";
import type { Keyed, TransformFunction } from "../cache/store.ts";
import type { Deltas, DeltaType } from "./delta.ts";

/** Handles what was popped. Throwing hands the error to the caller of pop; the item is gone all the same (QU-8). */
export type PopProcess<T extends KubernetesObject> = (
  deltas: Deltas<T>,
  isInInitialList: boolean,
) => void;

/** What came of a pop: `empty` when nothing waits. */
export type PopResult = "popped" | "empty";

/** The queue is closed and empty (QU-2). */
export class FIFOClosedError extends Error {
  override readonly name = "FIFOClosedError";

  constructor() {
    super("the queue is closed and everything in it was popped");
  }
}

/** What a queue asks of the store that it compares lists with. */
export interface KeyListerGetter<T extends KubernetesObject> {
  listKeys(): string[];
  /** The known object, or undefined when it is gone. May throw. */
  getByKey(key: string): T | undefined;
}

/** Where a Reflector puts what it reads (QU-1). @see client-go tools/cache/reflector.go ReflectorStore */
export interface ReflectorStore<T extends KubernetesObject> {
  add(object: T): void;
  update(object: T): void;
  delete(object: Keyed<T>): void;
  replace(objects: readonly T[], resourceVersion: string): void;
  resync(): void;
  /** RF-35: stores without it are not told of bookmarks. */
  bookmark?(resourceVersion: string): void;
  /** RF-37: told of the version of every accepted event. */
  updateResourceVersion?(resourceVersion: string): void;
  /** QU-11: used for the objects of a streaming list before they reach `replace`. */
  readonly transformer?: TransformFunction<T> | undefined;
}

/**
 * The contract of both queues between Reflector and Indexer (QU-1).
 *
 * @see client-go tools/cache/fifo.go
 */
export interface Queue<T extends KubernetesObject> extends ReflectorStore<T> {
  bookmark(resourceVersion: string): void;
  /** Takes the next item and hands it to `process`. @throws FIFOClosedError when closed and empty; whatever `process` throws. */
  pop(process: PopProcess<T>): PopResult;
  /** As pop, as many deltas as belong together (RQ-11). Queues without it are popped one by one. */
  popBatch?(processBatch: PopProcess<T>, processSingle: PopProcess<T>): PopResult;
  /** QU-5: the first list was taken out completely. */
  readonly hasSynced: boolean;
  /** Keys (DeltaFIFO) or deltas (RealFIFO) that wait. */
  readonly length: number;
  readonly isClosed: boolean;
  close(): void;
}

/** Told of what a queue does; gives each delta the cause that it carries. */
export interface QueueObserver {
  /** Before a delta joins. `length` counts it. Answers the trace `seq` of the fact, if anybody listens. */
  enqueued(type: DeltaType, key: string, payload: unknown, length: number): number | undefined;
  /** Two deletes of one key became one (DF-3). */
  compressed(key: string, payload: unknown): void;
}

/** What both queues take. */
export interface QueueOptions<T extends KubernetesObject> {
  /** Plain key function; tombstones and deltas are unwrapped before (KF-5). @defaultValue metaNamespaceKey */
  readonly keyFunction?: KeyFunction;
  /** QU-10: runs when an object is queued, except for tombstones and Sync. @defaultValue none */
  readonly transformer?: TransformFunction<T>;
  /** @defaultValue none */
  readonly observer?: QueueObserver;
}

/** KF-5: the key of an object, a tombstone or a delta list's newest object. @throws KeyError. */
export function queueKeyOf(keyFunction: KeyFunction, object: unknown): string {
  if (object instanceof DeletedFinalStateUnknown) return object.key;
  if (Array.isArray(object)) {
    const newest = (object as Deltas)[object.length - 1];
    if (newest === undefined) throw new KeyError(object, "0 length Deltas object; can't get key");
    return queueKeyOf(keyFunction, newest.object);
  }
  try {
    return keyFunction(object);
  } catch (error) {
    throw error instanceof KeyError ? error : new KeyError(object, error);
  }
}

/** What is known under a key; a lookup that fails finds nothing (DF-7, DF-11, RQ-5). */
export function lookUpKnown<T extends KubernetesObject>(
  knownObjects: KeyListerGetter<T> | undefined,
  key: string,
): T | undefined {
  try {
    return knownObjects?.getByKey(key);
  } catch {
    return undefined;
  }
}
