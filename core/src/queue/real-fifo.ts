import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import type { KubernetesObject } from "../api/object.ts";
import { type KeyFunction, metaNamespaceKey } from "../api/object-key.ts";
import { applyTransform, type Keyed, type TransformFunction } from "../cache/store.ts";
import { assert } from "../environment/assert.ts";
import { type Delta, isObjectDelta, type ObjectDelta, type ReplacedAllInfo } from "./delta.ts";
import {
  FIFOClosedError,
  type KeyListerGetter,
  lookUpKnown,
  type PopProcess,
  type PopResult,
  type Queue,
  type QueueObserver,
  type QueueOptions,
  queueKeyOf,
} from "./queue.ts";
import { RingBuffer } from "./ring-buffer.ts";

/** Most deltas that one batch holds (RQ-11). */
const batchLengthMax = 1000;

/** Settings of a {@link RealFIFO}. */
export interface RealFIFOOptions<T extends KubernetesObject> extends QueueOptions<T> {
  /** A list becomes one ReplacedAll delta, a resync one SyncAll (RQ-8, RQ-9). @defaultValue false */
  readonly atomicEvents?: boolean;
  /** Needed without atomic events, forbidden with them (RQ-2). @defaultValue none */
  readonly knownObjects?: KeyListerGetter<T>;
  /** Bookmarks become deltas (RQ-10); only with atomic events. @defaultValue false */
  readonly emitDeltaTypeBookmark?: boolean;
}

/**
 * The in-order queue: every event in the order of arrival, none merged (RQ-1). Unbounded: it holds what was
 * received and not yet processed.
 *
 * client-go's option to release the queue's lock while processing (RQ-13) has no counterpart: nothing here blocks.
 *
 * @see client-go tools/cache/the_real_fifo.go
 */
export class RealFIFO<T extends KubernetesObject = KubernetesObject> implements Queue<T> {
  readonly transformer: TransformFunction<T> | undefined;
  readonly #keyFunction: KeyFunction;
  readonly #knownObjects: KeyListerGetter<T> | undefined;
  readonly #isAtomic: boolean;
  readonly #emitsBookmarks: boolean;
  readonly #observer: QueueObserver | undefined;
  readonly #items = new RingBuffer<Delta<T>>();
  #isPopulated = false;
  #initialPopulationCount = 0;
  #isClosed = false;

  /** @throws AssertionError when the options contradict each other (RQ-2). */
  constructor(options: RealFIFOOptions<T> = {}) {
    this.#isAtomic = options.atomicEvents === true;
    this.#emitsBookmarks = options.emitDeltaTypeBookmark === true;
    if (this.#isAtomic) {
      assert(
        options.knownObjects === undefined,
        "knownObjects must not be given with atomicEvents: the consumer compares",
      );
    } else {
      assert(options.knownObjects !== undefined, "knownObjects must be given without atomicEvents");
      assert(!this.#emitsBookmarks, "emitDeltaTypeBookmark needs atomicEvents");
    }
    this.transformer = options.transformer;
    this.#keyFunction = options.keyFunction ?? metaNamespaceKey;
    this.#knownObjects = options.knownObjects;
    this.#observer = options.observer;
  }

  get hasSynced(): boolean {
    return this.#isPopulated && this.#initialPopulationCount === 0;
  }

  get length(): number {
    return this.#items.length;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** KF-5: also the key of a single delta. @throws KeyError. */
  keyOf(object: unknown): string {
    return queueKeyOf(this.#keyFunction, isDelta<T>(object) ? object.object : object);
  }

  add(object: T): void {
    this.#isPopulated = true;
    this.#append("Added", object, true);
  }

  update(object: T): void {
    this.#isPopulated = true;
    this.#append("Updated", object, true);
  }

  delete(object: Keyed<T>): void {
    this.#isPopulated = true;
    this.#append("Deleted", object as T | DeletedFinalStateUnknown<T>, true);
  }

  replace(objects: readonly T[], resourceVersion: string): void {
    if (this.#isAtomic) {
      this.#replaceAtomically(objects, resourceVersion);
    } else {
      this.#replaceOneByOne(objects);
    }
    if (this.#isPopulated) return;
    this.#isPopulated = true;
    this.#initialPopulationCount = this.#items.length;
  }

  /** RQ-9. */
  resync(): void {
    if (this.#isAtomic) {
      this.#appendStoreDelta("SyncAll", { resourceVersion: "", objects: [] });
      return;
    }
    const queued = this.#newestByKey();
    for (const key of this.#knownObjects?.listKeys() ?? []) {
      if (queued.has(key)) continue;
      const object = lookUpKnown(this.#knownObjects, key);
      if (object !== undefined) this.#append("Sync", object, false);
    }
  }

  /** RQ-10. */
  bookmark(resourceVersion: string): void {
    if (this.#emitsBookmarks) this.#appendStoreDelta("Bookmark", { resourceVersion, objects: [] });
  }

  /** RQ-4. */
  pop(process: PopProcess<T>): PopResult {
    if (this.#isEmpty()) return "empty";
    const isInInitialList = !this.hasSynced;
    const delta = this.#items.shift();
    if (delta === undefined) return "empty";
    this.#process(process, [delta], isInInitialList);
    return "popped";
  }

  /** RQ-11, RQ-12. */
  popBatch(processBatch: PopProcess<T>, processSingle: PopProcess<T>): PopResult {
    if (this.#isEmpty()) return "empty";
    const isInInitialList = !this.hasSynced;
    const batch = this.#takeBatch(isInInitialList);
    this.#process(batch.length === 1 ? processSingle : processBatch, batch, isInInitialList);
    return "popped";
  }

  close(): void {
    this.#isClosed = true;
  }

  #isEmpty(): boolean {
    if (this.#items.length > 0) return false;
    if (this.#isClosed) throw new FIFOClosedError();
    return true;
  }

  #process(process: PopProcess<T>, deltas: readonly Delta<T>[], isInInitialList: boolean): void {
    try {
      process(deltas, isInInitialList);
    } finally {
      this.#initialPopulationCount = Math.max(0, this.#initialPopulationCount - deltas.length);
    }
  }

  #takeBatch(isInInitialList: boolean): Delta<T>[] {
    const first = this.#items.shift();
    if (first === undefined) return [];
    const batch = [first];
    // The common case in a live watch: one event waits, and nothing needs to be compared.
    if (this.#items.length === 0 || !isObjectDelta(first) || !this.#hasUsableKey(first))
      return batch;
    const lengthMax =
      isInInitialList && this.#initialPopulationCount > 0
        ? Math.min(batchLengthMax, this.#initialPopulationCount)
        : batchLengthMax;
    const keys = new Set([first.key]);
    while (batch.length < lengthMax) {
      const next = this.#items.peek();
      if (next === undefined || !isObjectDelta(next) || keys.has(next.key)) break;
      this.#items.shift();
      batch.push(next);
      keys.add(next.key);
      if (!this.#hasUsableKey(next)) break;
    }
    return batch;
  }

  /** A transform may have returned something that has no key: it ends its batch (RQ-11). */
  #hasUsableKey(delta: Delta<T>): boolean {
    return delta.key !== unusableKey;
  }

  #append(
    type: ObjectDelta["type"],
    received: T | DeletedFinalStateUnknown<T>,
    isTransformed: boolean,
  ): void {
    const receivedKey = this.keyOf(received);
    let key = receivedKey;
    let object = received;
    if (
      isTransformed &&
      this.transformer !== undefined &&
      !(received instanceof DeletedFinalStateUnknown)
    ) {
      object = applyTransform(this.transformer, received, receivedKey);
      key = this.#keyOrUnusable(object);
    }
    const cause = this.#observer?.enqueued(type, key, object, this.#items.length + 1);
    this.#items.push({ type, key, object, cause });
  }

  #keyOrUnusable(object: unknown): string {
    try {
      return this.keyOf(object);
    } catch {
      return unusableKey;
    }
  }

  #appendStoreDelta(
    type: "ReplacedAll" | "SyncAll" | "Bookmark",
    object: ReplacedAllInfo<T>,
  ): void {
    const cause = this.#observer?.enqueued(type, "", object, this.#items.length + 1);
    this.#items.push({ type, key: "", object, cause });
  }

  /** RQ-8: what is missing is worked out by the consumer (PD-6). */
  #replaceAtomically(objects: readonly T[], resourceVersion: string): void {
    const { transformer } = this;
    const transformed =
      transformer === undefined
        ? objects
        : objects.map((object) =>
            applyTransform(transformer, object, object?.metadata?.name ?? ""),
          );
    this.#appendStoreDelta("ReplacedAll", { resourceVersion, objects: transformed });
  }

  /** RQ-5: deletions come before replacements. */
  #replaceOneByOne(objects: readonly T[]): void {
    const keys = new Set<string>();
    for (const object of objects) keys.add(this.keyOf(object));
    const queued = this.#newestByKey();
    for (const [key, newest] of queued) {
      if (keys.has(key) || newest.type === "Deleted") continue;
      this.#append("Deleted", new DeletedFinalStateUnknown(key, newest.object as T), false);
    }
    for (const key of this.#knownObjects?.listKeys() ?? []) {
      if (keys.has(key) || queued.has(key)) continue;
      this.#append(
        "Deleted",
        new DeletedFinalStateUnknown(key, lookUpKnown(this.#knownObjects, key)),
        false,
      );
    }
    for (const object of objects) this.#append("Replaced", object, true);
  }

  /** Newest queued delta of each key, keys in order of first appearance. */
  #newestByKey(): Map<string, ObjectDelta<T>> {
    const newest = new Map<string, ObjectDelta<T>>();
    for (const delta of this.#items) if (isObjectDelta(delta)) newest.set(delta.key, delta);
    return newest;
  }
}

/** Stands for the key of an object that has none; no real key contains a NUL. */
const unusableKey = "\u0000";

function isDelta<T extends KubernetesObject>(value: unknown): value is Delta<T> {
  return (
    typeof value === "object" &&
    value !== null &&
    "type" in value &&
    "object" in value &&
    "cause" in value
  );
}
