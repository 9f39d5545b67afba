import type { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import type { KubernetesObject } from "../api/object.ts";
import type { ExplicitKey } from "../api/object-key.ts";
import { messageOf } from "../environment/message-of.ts";

/** What stands for an object where only its key matters. */
export type Keyed<T extends KubernetesObject> = T | DeletedFinalStateUnknown<T> | ExplicitKey;

/** Turns a received object into the one that is stored. Must not change its argument. */
export type TransformFunction<T extends KubernetesObject = KubernetesObject> = (object: T) => T;

/**
 * Read access to objects by key: what everybody but the informer gets. The objects are the stored ones, shared
 * and read-only (ST-3); lists are in no defined order (ST-4).
 */
export interface StoreReader<T extends KubernetesObject = KubernetesObject> {
  /** The stored object with the same key as the argument (ST-3). @throws KeyError. */
  get(object: Keyed<T>): T | undefined;
  getByKey(key: string): T | undefined;
  /** A snapshot, shared with whoever asks before the next write: frozen, and later writes do not change it. */
  list(): readonly T[];
  listKeys(): string[];
  /** Objects stored. */
  readonly size: number;
  /**
   * ST-8: version of the last write, "" while nothing was written. Only an informer with atomic events claims
   * one (ST-10): its store is complete up to that version.
   */
  readonly lastStoreSyncResourceVersion: string;
}

/** A store one can write to. @see client-go tools/cache/store.go */
export interface Store<T extends KubernetesObject = KubernetesObject> extends StoreReader<T> {
  /** ST-1: the same as update. @throws KeyError, TransformError. */
  add(object: T): void;
  update(object: T): void;
  /** ST-2: a missing key is no error. @throws KeyError. */
  delete(object: Keyed<T>): void;
  /** ST-5: all or nothing. @throws KeyError, TransformError; the content stays then. */
  replace(objects: readonly T[], resourceVersion: string): void;
  /** ST-6: nothing. */
  resync(): void;
  bookmark(resourceVersion: string): void;
}

/** One write of a {@link Indexer} transaction. */
export interface Transaction<T extends KubernetesObject = KubernetesObject> {
  readonly type: "Add" | "Update" | "Delete";
  readonly object: Keyed<T>;
}

/** Some writes of a transaction had no key (ST-11). The others were applied. */
export class TransactionError extends Error {
  override readonly name = "TransactionError";
  /** Positions of the writes that were applied. */
  readonly successfulIndices: readonly number[];
  readonly total: number;
  /** One per write that failed, in order. */
  readonly causes: readonly unknown[];

  constructor(successfulIndices: readonly number[], total: number, causes: readonly unknown[]) {
    super(`${causes.length} of ${total} writes failed: ${causes.map(String).join("; ")}`);
    this.successfulIndices = successfulIndices;
    this.total = total;
    this.causes = causes;
  }
}

/** A transform function threw (ST-7, QU-10). */
export class TransformError extends Error {
  override readonly name = "TransformError";

  constructor(key: string, cause: unknown) {
    const reason = messageOf(cause);
    super(`the transform failed for ${JSON.stringify(key)}: ${reason}`, { cause });
  }
}

/** Runs a transform, wrapping what it throws. @throws TransformError naming the key. */
export function applyTransform<T extends KubernetesObject>(
  transform: TransformFunction<T> | undefined,
  object: T,
  key: string,
): T {
  if (transform === undefined) return object;
  try {
    return transform(object);
  } catch (cause) {
    throw new TransformError(key, cause);
  }
}
