import type { KubernetesObject } from "../api/object.ts";
import {
  IndexConflictError,
  type Indexers,
  type IndexFunction,
  UnknownIndexError,
} from "./index-functions.ts";
import { Index } from "./store-index.ts";

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
  #items = new Map<string, T>();
  readonly #indexes = new Map<string, Index<T>>();
  #resourceVersion = "";

  constructor(indexers: Indexers<T> = {}) {
    for (const [name, indexFunction] of Object.entries(indexers)) {
      this.#indexes.set(name, new Index(name, indexFunction));
    }
  }

  get size(): number {
    return this.#items.size;
  }

  /** ST-8: version of the object written last, or of the last Replace or Bookmark. */
  get resourceVersion(): string {
    return this.#resourceVersion;
  }

  /** Replaces whatever is under the key (ST-1). @throws IndexFunctionError after the object was stored (IX-10). */
  update(key: string, object: T): void {
    this.#resourceVersion = object.metadata?.resourceVersion ?? "";
    this.#put(key, object);
  }

  /** Removes the key; a missing one is no error (ST-2). With `object`, its version becomes the store's (ST-8, ST-13). */
  delete(key: string, object?: T): void {
    if (object !== undefined) this.#resourceVersion = object.metadata?.resourceVersion ?? "";
    this.#remove(key);
  }

  /** Applies all writes in order; only the last one moves the version (ST-9). */
  transact(transactions: readonly KeyedTransaction<T>[]): void {
    const last = transactions[transactions.length - 1];
    if (last?.object !== undefined)
      this.#resourceVersion = last.object.metadata?.resourceVersion ?? "";
    for (const { type, key, object } of transactions) {
      if (type === "Delete") {
        this.#remove(key);
      } else if (object !== undefined) {
        this.#put(key, object);
      }
    }
  }

  /** Swaps content, version and indexes in one step (ST-5, IX-12). */
  replace(items: Map<string, T>, resourceVersion: string): void {
    this.#items = items;
    this.#resourceVersion = resourceVersion;
    for (const index of this.#indexes.values()) {
      index.clear();
      for (const [key, object] of items) index.update(key, undefined, object);
    }
  }

  bookmark(resourceVersion: string): void {
    this.#resourceVersion = resourceVersion;
  }

  get(key: string): T | undefined {
    return this.#items.get(key);
  }

  has(key: string): boolean {
    return this.#items.has(key);
  }

  list(): T[] {
    return [...this.#items.values()];
  }

  listKeys(): string[] {
    return [...this.#items.keys()];
  }

  /** Keys and objects, for walks that need no copy. Do not write to the store while walking. */
  entries(): IterableIterator<[string, T]> {
    return this.#items.entries();
  }

  /** IX-4. @throws UnknownIndexError, IndexFunctionError. */
  index(indexName: string, object: T): T[] {
    const index = this.#indexNamed(indexName);
    const values = index.valuesOf(object, object.metadata?.name ?? "");
    if (values.length === 1) return this.#objectsOf(index.keys(values[0] ?? ""));
    const keys = new Set<string>();
    for (const value of values) for (const key of index.keys(value)) keys.add(key);
    return this.#objectsOf(keys);
  }

  /** IX-5. @throws UnknownIndexError. */
  byIndex(indexName: string, value: string): T[] {
    return this.#objectsOf(this.#indexNamed(indexName).keys(value));
  }

  /** IX-6: sorted. @throws UnknownIndexError. */
  indexKeys(indexName: string, value: string): string[] {
    return [...this.#indexNamed(indexName).keys(value)].sort();
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

  /** IX-9: existing objects are filed at once. @throws IndexConflictError when a name is taken; nothing is added then. */
  addIndexers(indexers: Indexers<T>): void {
    const conflicts = Object.keys(indexers).filter((name) => this.#indexes.has(name));
    if (conflicts.length > 0) throw new IndexConflictError(conflicts);
    for (const [name, indexFunction] of Object.entries(indexers)) {
      const index = new Index<T>(name, indexFunction);
      this.#indexes.set(name, index);
      for (const [key, object] of this.#items) index.update(key, undefined, object);
    }
  }

  #put(key: string, object: T): void {
    const old = this.#items.get(key);
    this.#items.set(key, object);
    for (const index of this.#indexes.values()) index.update(key, old, object);
  }

  #remove(key: string): void {
    const old = this.#items.get(key);
    if (old === undefined) return;
    this.#items.delete(key);
    for (const index of this.#indexes.values()) index.update(key, old, undefined);
  }

  #indexNamed(name: string): Index<T> {
    const index = this.#indexes.get(name);
    if (index === undefined) throw new UnknownIndexError(name, [...this.#indexes.keys()]);
    return index;
  }

  #objectsOf(keys: Iterable<string>): T[] {
    const objects: T[] = [];
    for (const key of keys) {
      const object = this.#items.get(key);
      if (object !== undefined) objects.push(object);
    }
    return objects;
  }
}
