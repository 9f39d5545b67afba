import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import type { KubernetesObject } from "../api/object.ts";
import { type KeyFunction, metaNamespaceKey } from "../api/object-key.ts";
import { applyTransform, type Keyed, type TransformFunction } from "../cache/store.ts";
import type { ObjectDelta } from "./delta.ts";
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

/** Settings of a {@link DeltaFIFO}. */
export interface DeltaFIFOOptions<T extends KubernetesObject> extends QueueOptions<T> {
  /** What is known downstream: a list is compared with it, a resync replays it. @defaultValue none */
  readonly knownObjects?: KeyListerGetter<T>;
  /** Replaced for the items of a list, else Sync as in old releases (DF-7). @defaultValue false */
  readonly emitDeltaTypeReplaced?: boolean;
}

/**
 * The classic queue: per key the list of its deltas, keys in the order in which they were first queued.
 *
 * One Map is both: JavaScript's Map keeps insertion order, a queued key keeps its place and a popped one that comes
 * back goes to the end, which is exactly DF-1 and DF-2. Unbounded: it holds what was received and not yet processed.
 *
 * @see client-go tools/cache/delta_fifo.go
 */
export class DeltaFIFO<T extends KubernetesObject = KubernetesObject> implements Queue<T> {
  readonly transformer: TransformFunction<T> | undefined;
  readonly #keyFunction: KeyFunction;
  readonly #knownObjects: KeyListerGetter<T> | undefined;
  readonly #replaceType: "Replaced" | "Sync";
  readonly #observer: QueueObserver | undefined;
  readonly #deltas = new Map<string, ObjectDelta<T>[]>();
  /** Walks the keys in queue order. It lives across pops: a fresh one would step over every popped key again. */
  #head: IterableIterator<string>;
  #isPopulated = false;
  #initialPopulationCount = 0;
  #isClosed = false;

  constructor(options: DeltaFIFOOptions<T> = {}) {
    this.transformer = options.transformer;
    this.#keyFunction = options.keyFunction ?? metaNamespaceKey;
    this.#knownObjects = options.knownObjects;
    this.#replaceType = options.emitDeltaTypeReplaced === true ? "Replaced" : "Sync";
    this.#observer = options.observer;
    this.#head = this.#deltas.keys();
  }

  get hasSynced(): boolean {
    return this.#isPopulated && this.#initialPopulationCount === 0;
  }

  get length(): number {
    return this.#deltas.size;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Keys in queue order. */
  keys(): string[] {
    return [...this.#deltas.keys()];
  }

  /** KF-5. @throws KeyError. */
  keyOf(object: unknown): string {
    return queueKeyOf(this.#keyFunction, object);
  }

  add(object: T): void {
    this.#isPopulated = true;
    this.#enqueue("Added", object, true);
  }

  update(object: T): void {
    this.#isPopulated = true;
    this.#enqueue("Updated", object, true);
  }

  delete(object: Keyed<T>): void {
    const key = this.keyOf(object);
    this.#isPopulated = true;
    if (!this.#deltas.has(key) && !this.#isKnown(key)) return;
    this.#enqueue("Deleted", object as T, true);
  }

  /** DF-7. The version is not used. */
  replace(objects: readonly T[], _resourceVersion: string): void {
    const keys = new Set<string>();
    for (const object of objects) {
      keys.add(this.keyOf(object));
      this.#enqueue(this.#replaceType, object, true);
    }
    const deletions = this.#deleteQueuedBut(keys) + this.#deleteKnownBut(keys);
    if (this.#isPopulated) return;
    this.#isPopulated = true;
    this.#initialPopulationCount = keys.size + deletions;
  }

  /** DF-11: a key with anything pending is skipped, so that an old copy cannot overtake news. */
  resync(): void {
    if (this.#knownObjects === undefined) return;
    for (const key of this.#knownObjects.listKeys()) {
      if (this.#deltas.has(key)) continue;
      const object = lookUpKnown(this.#knownObjects, key);
      if (object !== undefined) this.#enqueue("Sync", object, false);
    }
  }

  /** This queue has no bookmarks (RQ-10 is RealFIFO's). */
  bookmark(_resourceVersion: string): void {}

  /** DF-6. */
  pop(process: PopProcess<T>): PopResult {
    if (this.#deltas.size === 0) {
      if (this.#isClosed) throw new FIFOClosedError();
      return "empty";
    }
    const isInInitialList = !this.hasSynced;
    const key = this.#nextKey();
    const deltas = this.#deltas.get(key) ?? [];
    this.#deltas.delete(key);
    if (this.#initialPopulationCount > 0) this.#initialPopulationCount -= 1;
    process(deltas, isInInitialList);
    return "popped";
  }

  close(): void {
    this.#isClosed = true;
  }

  #nextKey(): string {
    let next = this.#head.next();
    if (next.done === true) {
      this.#head = this.#deltas.keys();
      next = this.#head.next();
    }
    return next.value ?? "";
  }

  /** DF-2. The key is made from what was received, before the transform. */
  #enqueue(type: ObjectDelta["type"], received: Keyed<T>, isTransformed: boolean): void {
    const key = this.keyOf(received);
    const object =
      isTransformed && !(received instanceof DeletedFinalStateUnknown)
        ? applyTransform(this.transformer, received as T, key)
        : (received as T | DeletedFinalStateUnknown<T>);
    const deltas = this.#deltas.get(key);
    const length = this.#deltas.size + (deltas === undefined ? 1 : 0);
    const cause = this.#observer?.enqueued(type, key, object, length);
    const delta: ObjectDelta<T> = { type, key, object, cause };
    if (deltas === undefined) {
      this.#deltas.set(key, [delta]);
    } else {
      deltas.push(delta);
      if (type === "Deleted") this.#compress(key, deltas);
    }
  }

  /** DF-3: of two adjacent deletes the one that knows more stays. */
  #compress(key: string, deltas: ObjectDelta<T>[]): void {
    const older = deltas[deltas.length - 2];
    const newer = deltas[deltas.length - 1];
    if (older?.type !== "Deleted" || newer?.type !== "Deleted") return;
    const kept = older.object instanceof DeletedFinalStateUnknown ? newer : older;
    deltas.splice(deltas.length - 2, 2, kept);
    this.#observer?.compressed(key, kept.object);
  }

  /** DF-7 (2): keys that wait here and are not in the list. */
  #deleteQueuedBut(keys: ReadonlySet<string>): number {
    let deletions = 0;
    for (const [key, deltas] of this.#deltas) {
      if (keys.has(key)) continue;
      deletions += 1;
      const newest = deltas[deltas.length - 1]?.object;
      const object = newest instanceof DeletedFinalStateUnknown ? newest.object : newest;
      this.#enqueue("Deleted", new DeletedFinalStateUnknown(key, object), true);
    }
    return deletions;
  }

  /** DF-7 (3): keys known downstream, neither in the list nor waiting here. */
  #deleteKnownBut(keys: ReadonlySet<string>): number {
    let deletions = 0;
    for (const key of this.#knownObjects?.listKeys() ?? []) {
      if (keys.has(key) || this.#deltas.has(key)) continue;
      deletions += 1;
      this.#enqueue(
        "Deleted",
        new DeletedFinalStateUnknown(key, lookUpKnown(this.#knownObjects, key)),
        true,
      );
    }
    return deletions;
  }

  /** DF-5: a lookup that fails counts as known, so that the delete is not lost. */
  #isKnown(key: string): boolean {
    if (this.#knownObjects === undefined) return false;
    try {
      return this.#knownObjects.getByKey(key) !== undefined;
    } catch {
      return true;
    }
  }
}
