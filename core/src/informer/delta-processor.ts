import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import type { KubernetesObject } from "../api/object.ts";
import { deletionHandlingMetaNamespaceKey, type KeyFunction } from "../api/object-key.ts";
import type { Indexer } from "../cache/indexer.ts";
import { StoredObjects } from "../cache/stored-objects.ts";
import type { KeyedTransaction } from "../cache/thread-safe-store.ts";
import type { Notification } from "../handlers/notification.ts";
import { refOfDeleted } from "../handlers/notification.ts";
import {
  type Delta,
  type Deltas,
  isObjectDelta,
  type ObjectDelta,
  type StoreDelta,
} from "../queue/delta.ts";
import { refOf } from "../reflector/object-ref.ts";
import type { StoreFact } from "../trace/store-facts.ts";
import type { Trace } from "../trace/trace.ts";

/** Where a {@link DeltaProcessor} works. */
export interface DeltaProcessorOptions<T extends KubernetesObject> {
  readonly informer: string;
  readonly resource: string;
  readonly indexer: Indexer<T>;
  readonly trace: Trace<StoreFact>;
  /** Tells the handlers; called after the indexer was written (SI-4). */
  readonly notify: (notification: Notification<T>, cause: number | undefined) => void;
  /** @defaultValue deletionHandlingMetaNamespaceKey */
  readonly keyFunction?: KeyFunction;
}

/**
 * Applies what the queue hands out: indexer first, then the handlers (PD-1 … PD-7).
 *
 * @see client-go tools/cache/controller.go processDeltas, processDeltasInBatch
 */
export class DeltaProcessor<T extends KubernetesObject> {
  readonly #options: DeltaProcessorOptions<T>;
  readonly #indexer: Indexer<T>;
  readonly #trace: Trace<StoreFact>;
  readonly #notify: (notification: Notification<T>, cause: number | undefined) => void;
  readonly #keyFunction: KeyFunction;
  /** What handlers know of objects whose last write they were not told of: an index function failed on it (IX-10). */
  readonly #untold = new Map<string, T | undefined>();

  constructor(options: DeltaProcessorOptions<T>) {
    this.#options = options;
    this.#indexer = options.indexer;
    this.#trace = options.trace;
    this.#notify = options.notify;
    this.#keyFunction = options.keyFunction ?? deletionHandlingMetaNamespaceKey;
  }

  /** One pop. An error of the indexer stops the deltas that are left (PD-7). */
  process(deltas: Deltas<T>, isInInitialList: boolean): void {
    for (const delta of deltas) {
      if (isObjectDelta(delta)) {
        this.#processObject(delta, isInInitialList);
      } else {
        this.#processStore(delta, isInInitialList);
      }
    }
  }

  /** PD-3: different keys, so one transaction can write them all before the first handler is told. */
  processBatch(deltas: Deltas<T>, isInInitialList: boolean): void {
    const objectDeltas = deltas.filter((delta) => isObjectDelta(delta));
    let failures: Map<number, unknown> | undefined;
    const found = this.#indexer.transactKeyed(
      objectDeltas.map(transactionOf),
      (position, error) => {
        failures ??= new Map();
        failures.set(position, error);
      },
    );
    for (const [position, delta] of objectDeltas.entries()) {
      // As in a pop of its own, nobody is told of a write whose index function failed.
      if (failures?.has(position) === true) {
        this.#leaveUntold(delta, found[position]);
        continue;
      }
      this.#tell(delta, found[position], isInInitialList);
    }
    if (failures !== undefined) throw [...failures.values()][0];
  }

  #processObject(delta: ObjectDelta<T>, isInInitialList: boolean): void {
    const { type, key, object } = delta;
    const old = this.#indexer.getByKey(key);
    try {
      if (object instanceof DeletedFinalStateUnknown) this.#indexer.deleteKeyed(key, undefined);
      else if (type === "Deleted") this.#indexer.deleteKeyed(key, object);
      else this.#indexer.updateKeyed(key, object);
    } catch (error) {
      this.#leaveUntold(delta, old);
      throw error;
    }
    this.#tell(delta, old, isInInitialList);
  }

  #tell(delta: ObjectDelta<T>, old: T | undefined, isInInitialList: boolean): void {
    const known = this.#takeKnown(delta.key, old);
    this.#notify(notificationOf(delta, known, isInInitialList), this.#emitChanged(delta, old));
  }

  /** The write is done and nobody hears of it: what comes next under this key is news to handlers, whatever its version. */
  #leaveUntold({ type, key }: ObjectDelta<T>, old: T | undefined): void {
    if (type !== "Deleted" && !this.#untold.has(key)) this.#untold.set(key, old);
  }

  /** What handlers know under this key, who hear now what became of it. */
  #takeKnown(key: string, old: T | undefined): T | undefined {
    if (!this.#untold.has(key)) return old;
    const known = this.#untold.get(key);
    this.#untold.delete(key);
    return known;
  }

  #processStore(delta: StoreDelta<T>, isInInitialList: boolean): void {
    switch (delta.type) {
      case "ReplacedAll":
        this.#replaceAll(delta, isInInitialList);
        break;
      case "SyncAll":
        // PD-4
        for (const { key, object } of this.#indexer.entries())
          this.#notify(updateOf(this.#takeKnown(key, object), object, false), delta.cause);
        break;
      case "Bookmark":
        // PD-5
        this.#indexer.bookmark(delta.object.resourceVersion);
        this.#trace.emit?.(
          {
            kind: "store.bookmarked",
            informer: this.#options.informer,
            storeResourceVersion: this.#indexer.lastStoreSyncResourceVersion,
          },
          delta.cause,
        );
    }
  }

  /** PD-6: the differences are worked out before the swap, the handlers told after it. */
  #replaceAll(
    { object: { objects, resourceVersion }, cause }: StoreDelta<T>,
    isInInitialList: boolean,
  ): void {
    const stored = new StoredObjects<T>();
    for (const object of objects) stored.put(this.#keyFunction(object), object);
    // The first list finds nothing, so its notifications need not be held back until the swap.
    const changes =
      this.#indexer.size === 0 ? undefined : this.#changesTo(objects, stored, isInInitialList);
    const failure = this.#swap(stored, resourceVersion);
    const replaced = failure === undefined ? this.#emitReplaced(stored, cause) : cause;
    if (changes === undefined) {
      for (const object of objects)
        this.#notify({ type: "add", object, isInInitialList }, replaced);
    } else {
      for (const change of changes) this.#notify(change, replaced);
    }
    if (failure !== undefined) throw failure.error;
  }

  /** The content is the list's even where an index function fails: handlers must hear of it, or would never learn what is gone. */
  #swap(
    stored: StoredObjects<T>,
    resourceVersion: string,
  ): { readonly error: unknown } | undefined {
    try {
      this.#indexer.replaceKeyed(stored, resourceVersion);
      return undefined;
    } catch (error) {
      return { error };
    }
  }

  /** Deletions first, then the list in its order. */
  #changesTo(
    objects: readonly T[],
    stored: StoredObjects<T>,
    isInInitialList: boolean,
  ): Notification<T>[] {
    const changes: Notification<T>[] = [];
    for (const { key, object } of this.#indexer.entries()) {
      if (!stored.has(key))
        changes.push({ type: "delete", object: new DeletedFinalStateUnknown(key, object) });
    }
    for (const object of objects) {
      const key = this.#keyFunction(object);
      const known = this.#takeKnown(key, this.#indexer.getByKey(key));
      changes.push(updateOf(known, object, isInInitialList));
    }
    this.#untold.clear();
    return changes;
  }

  #emitChanged(delta: ObjectDelta<T>, old: T | undefined): number | undefined {
    if (this.#trace.emit === undefined) return undefined;
    const { resource, informer } = this.#options;
    const isDelete = isDeletion(delta);
    const stored = isDelete ? undefined : (delta.object as T);
    const previous = isDelete ? undefined : old?.metadata?.resourceVersion;
    return this.#trace.emit(
      {
        kind: "store.changed",
        informer,
        change: isDelete ? "deleted" : old === undefined ? "added" : "updated",
        ref: refOfDeleted(resource, delta.object),
        ...(stored === undefined ? {} : { object: stored }),
        ...(previous === undefined ? {} : { previousResourceVersion: previous }),
        indexes: this.#indexValuesOf(stored),
        storeResourceVersion: this.#indexer.lastStoreSyncResourceVersion,
      },
      delta.cause,
    );
  }

  #emitReplaced(all: StoredObjects<T>, cause: number | undefined): number | undefined {
    if (this.#trace.emit === undefined) return undefined;
    const stored = [...all.entries()];
    return this.#trace.emit(
      {
        kind: "store.replaced",
        informer: this.#options.informer,
        refs: stored.map(({ object }) => refOf(this.#options.resource, object)),
        objects: stored.map(({ object }) => object),
        indexes: Object.fromEntries(
          stored.map(({ key, object }) => [key, this.#indexValuesOf(object)]),
        ),
        storeResourceVersion: this.#indexer.lastStoreSyncResourceVersion,
      },
      cause,
    );
  }

  #indexValuesOf(object: T | undefined): Record<string, readonly string[]> {
    const values: Record<string, readonly string[]> = {};
    for (const [name, indexFunction] of Object.entries(this.#indexer.getIndexers())) {
      values[name] = object === undefined ? [] : [...new Set(indexFunction(object))];
    }
    return values;
  }
}

/** PD-1, PD-2: presence decides between add and update, not the type of the delta. */
function notificationOf<T extends KubernetesObject>(
  delta: ObjectDelta<T>,
  old: T | undefined,
  isInInitialList: boolean,
): Notification<T> {
  return isDeletion(delta)
    ? { type: "delete", object: delta.object }
    : updateOf(old, delta.object as T, isInInitialList);
}

function isDeletion<T extends KubernetesObject>({ type, object }: ObjectDelta<T>): boolean {
  return type === "Deleted" || object instanceof DeletedFinalStateUnknown;
}

function updateOf<T extends KubernetesObject>(
  old: T | undefined,
  object: T,
  isInInitialList: boolean,
): Notification<T> {
  return old === undefined
    ? { type: "add", object, isInInitialList }
    : { type: "update", oldObject: old, object };
}

function transactionOf<T extends KubernetesObject>(delta: ObjectDelta<T>): KeyedTransaction<T> {
  const { type, key, object } = delta;
  if (object instanceof DeletedFinalStateUnknown) return { type: "Delete", key, object: undefined };
  return { type: type === "Deleted" ? "Delete" : "Update", key, object };
}

/** Deltas in the short form of traces. */
export function summaryOf<T extends KubernetesObject>(
  resource: string,
  delta: Delta<T>,
): {
  readonly type: Delta["type"];
  readonly ref?: ReturnType<typeof refOf>;
  readonly isTombstone?: true;
} {
  if (!isObjectDelta(delta)) return { type: delta.type };
  return {
    type: delta.type,
    ref: refOfDeleted(resource, delta.object),
    ...(delta.object instanceof DeletedFinalStateUnknown ? { isTombstone: true } : {}),
  };
}
