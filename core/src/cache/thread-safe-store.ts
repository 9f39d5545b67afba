import type { KubernetesObject } from "../api/object.ts";
import {
  IndexConflictError,
  type Indexers,
  type IndexFunction,
  UnknownIndexError,
} from "./index-functions.ts";
import { Index } from "./store-index.ts";
import { type StoredObject, StoredObjects } from "./stored-objects.ts";

/** Free slots are given up when there are more than that, and three for each object. */
const freeMax = 1000;

/** One write of a transaction, with its key. */
export interface KeyedTransaction<T> {
  readonly type: "Add" | "Update" | "Delete";
  readonly key: string;
  /** For a Delete: whose resourceVersion becomes the store's; undefined leaves it. */
  readonly object: T | undefined;
}

/**
 * Objects by explicit key, with indexes and the resourceVersion of the last write (ST-8). The name is client-go's;
 * here every call is one synchronous step, so each query sees one consistent state (ST-12) without locks.
 *
 * @see client-go tools/cache/thread_safe_store.go
 */
export class ThreadSafeStore<T extends KubernetesObject> {
  #stored = new StoredObjects<T>();
  readonly #indexes = new Map<string, Index<T>>();
  #resourceVersion = "";
  /** All objects, from a list() until the next write: whoever lists between two writes shares it. */
  #listed: readonly T[] | undefined;
  /** First error of an index function in the write at hand, which goes through all indexes before it is thrown. */
  #failure: { readonly error: unknown } | undefined;

  constructor(indexers: Indexers<T> = {}) {
    for (const [name, indexFunction] of Object.entries(indexers)) {
      this.#indexes.set(name, new Index(name, indexFunction));
    }
  }

  get size(): number {
    return this.#stored.size;
  }

  /** ST-8: version of the object written last, or of the last Replace or Bookmark. */
  get resourceVersion(): string {
    return this.#resourceVersion;
  }

  /**
   * Replaces whatever is under the key (ST-1) and answers what was there.
   *
   * @throws IndexFunctionError after the object was stored, before the version moved (IX-10).
   */
  update(key: string, object: T): T | undefined {
    const old = this.#put(key, object);
    this.#throwFailure();
    this.#moveTo(object);
    return old;
  }

  /** Removes the key; a missing one is no error (ST-2). With `object`, its version becomes the store's (ST-8, ST-13). */
  delete(key: string, object?: T): void {
    this.#remove(key);
    this.#throwFailure();
    this.#moveTo(object);
  }

  /**
   * Applies all writes in order; only the last one moves the version (ST-9). Answers what each found under its key.
   *
   * @param failed - told of a write whose index function failed; the others are applied all the same. Without it the first such
   * error ends the transaction.
   */
  transact(
    transactions: readonly KeyedTransaction<T>[],
    failed?: (position: number, error: unknown) => void,
  ): (T | undefined)[] {
    let isWhole = true;
    const found = transactions.map(({ type, key, object }, position) => {
      const isDelete = type === "Delete" || object === undefined;
      const old = isDelete ? this.#remove(key) : this.#put(key, object);
      if (this.#failure === undefined) return old;
      isWhole = false;
      if (failed === undefined) this.#throwFailure();
      else failed(position, this.#takeFailure()?.error);
      return old;
    });
    if (isWhole) this.#moveTo(transactions[transactions.length - 1]?.object);
    return found;
  }

  /** Swaps content, version and indexes in one step (ST-5, IX-12). What is given becomes the store's own. */
  replace(stored: StoredObjects<T>, resourceVersion: string): void {
    this.#stored = stored;
    this.#listed = undefined;
    this.#resourceVersion = resourceVersion;
    const indexes = [...this.#indexes.values()];
    for (const index of indexes) index.clear();
    stored.walk((each) => {
      for (const index of indexes) this.#file(index, each);
    });
    this.#throwFailure();
  }

  bookmark(resourceVersion: string): void {
    this.#resourceVersion = resourceVersion;
  }

  get(key: string): T | undefined {
    return this.#stored.get(key);
  }

  has(key: string): boolean {
    return this.#stored.has(key);
  }

  /** A frozen snapshot; the same one until the next write. */
  list(): readonly T[] {
    this.#listed ??= Object.freeze(this.#stored.toArray());
    return this.#listed;
  }

  listKeys(): string[] {
    return [...this.#stored.keys()];
  }

  /** Keys with their objects, for walks that need no copy. Do not write to the store while walking. */
  entries(): IterableIterator<StoredObject<T>> {
    return this.#stored.entries();
  }

  /** IX-4. @throws UnknownIndexError, IndexFunctionError. */
  index(indexName: string, object: T): T[] {
    const index = this.#indexNamed(indexName);
    const values = index.valuesOf(object, object.metadata?.name ?? "");
    if (values.length === 1) return this.byIndex(indexName, values[0] ?? "");
    return this.#stored.objectsAt(new Set(values.flatMap((value) => index.slots(value))));
  }

  /** IX-5. @throws UnknownIndexError. */
  byIndex(indexName: string, value: string): T[] {
    return this.#stored.objectsAt(this.#indexNamed(indexName).slots(value));
  }

  /** IX-6: sorted. @throws UnknownIndexError. */
  indexKeys(indexName: string, value: string): string[] {
    return this.#stored.keysAt(this.#indexNamed(indexName).slots(value)).sort();
  }

  /** IX-7: an unknown name gives an empty list. */
  listIndexFunctionValues(indexName: string): string[] {
    return this.#indexes.get(indexName)?.values() ?? [];
  }

  /** IX-8. */
  getIndexers(): Indexers<T> {
    const indexers: Record<string, IndexFunction<T>> = {};
    for (const [name, index] of this.#indexes) indexers[name] = index.indexFunction;
    return indexers;
  }

  /**
   * IX-9: existing objects are filed at once.
   *
   * @throws IndexConflictError when a name is taken, IndexFunctionError when a function throws; nothing is added then.
   */
  addIndexers(indexers: Indexers<T>): void {
    const conflicts = Object.keys(indexers).filter((name) => this.#indexes.has(name));
    if (conflicts.length > 0) throw new IndexConflictError(conflicts);
    const added = Object.entries(indexers).map(([name, indexFunction]) => {
      const index = new Index<T>(name, indexFunction);
      this.#stored.walk((each) => index.add(each));
      return index;
    });
    for (const index of added) this.#indexes.set(index.name, index);
  }

  #put(key: string, object: T): T | undefined {
    this.#listed = undefined;
    const slot = this.#stored.slotOf(key);
    if (slot === undefined) {
      const added = { slot: this.#stored.add(key, object), key, object };
      for (const index of this.#indexes.values()) this.#file(index, added);
      return undefined;
    }
    const old = this.#stored.objectAt(slot);
    this.#stored.setAt(slot, object);
    const updated = { slot, key, object };
    for (const index of this.#indexes.values()) {
      try {
        index.update(updated, old);
      } catch (error) {
        this.#failure ??= { error };
      }
    }
    return old;
  }

  #file(index: Index<T>, stored: StoredObject<T>): void {
    try {
      index.add(stored);
    } catch (error) {
      this.#failure ??= { error };
    }
  }

  #throwFailure(): void {
    const failure = this.#takeFailure();
    if (failure !== undefined) throw failure.error;
  }

  #takeFailure(): { readonly error: unknown } | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  #remove(key: string): T | undefined {
    const slot = this.#stored.slotOf(key);
    if (slot === undefined) return undefined;
    this.#listed = undefined;
    const object = this.#stored.objectAt(slot);
    // First the indexes: an object whose index function fails stays stored (IX-10).
    let isClean = true;
    try {
      for (const index of this.#indexes.values())
        isClean = index.remove({ slot, key, object }) && isClean;
    } catch (error) {
      this.#failure = { error };
      return undefined;
    }
    this.#stored.delete(key, slot, isClean);
    if (this.#stored.freeCount > freeMax + 3 * this.#stored.size) this.#compact();
    return object;
  }

  #compact(): void {
    const newSlots = this.#stored.compact();
    for (const index of this.#indexes.values()) index.renumber(newSlots);
  }

  /** ST-8: what carries no metadata, such as a tombstone, leaves the version alone. */
  #moveTo(object: T | undefined): void {
    if (object?.metadata !== undefined)
      this.#resourceVersion = object.metadata.resourceVersion ?? "";
  }

  #indexNamed(name: string): Index<T> {
    const index = this.#indexes.get(name);
    if (index === undefined) throw new UnknownIndexError(name, [...this.#indexes.keys()]);
    return index;
  }
}
