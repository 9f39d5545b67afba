import { type IndexFunction, IndexFunctionError } from "./index-functions.ts";

/**
 * One stored object under its key. An entry stays the same as long as its key is stored, so that indexes file it by
 * identity: moving it between their buckets, or answering from one, hashes and compares no key.
 */
export interface StoreEntry<T> {
  readonly key: string;
  object: T;
}

const noEntries: ReadonlySet<StoreEntry<never>> = new Set();

/**
 * One index: value → entries of the objects filed under it (IX-2).
 *
 * The values of an object's old version are found by calling the function on it again, as client-go does (IX-3):
 * remembering them per object would cost more memory than the index itself. It is one more reason why a cached
 * object must never be changed.
 */
export class Index<T> {
  readonly name: string;
  readonly indexFunction: IndexFunction<T>;
  readonly #buckets = new Map<string, Set<StoreEntry<T>>>();

  constructor(name: string, indexFunction: IndexFunction<T>) {
    this.name = name;
    this.indexFunction = indexFunction;
  }

  /** Files a new entry under the values of its object. @throws IndexFunctionError. */
  add(entry: StoreEntry<T>): void {
    for (const value of this.valuesOf(entry.object, entry.key)) this.#add(value, entry);
  }

  /** Moves an entry from the values of its old object to those of its present one (IX-3). @throws IndexFunctionError. */
  update(entry: StoreEntry<T>, old: T): void {
    const oldValues = this.valuesOf(old, entry.key);
    const newValues = this.valuesOf(entry.object, entry.key);
    if (oldValues.length === 1 && newValues.length === 1 && oldValues[0] === newValues[0]) return;
    for (const value of oldValues) this.#remove(value, entry);
    for (const value of newValues) this.#add(value, entry);
  }

  /** Takes an entry out that is stored no longer. @throws IndexFunctionError. */
  remove(entry: StoreEntry<T>): void {
    for (const value of this.valuesOf(entry.object, entry.key)) this.#remove(value, entry);
  }

  /** What the index function says of an object. @throws IndexFunctionError naming index and key. */
  valuesOf(object: T, key: string): readonly string[] {
    try {
      return this.indexFunction(object);
    } catch (cause) {
      throw new IndexFunctionError(this.name, key, cause);
    }
  }

  entries(value: string): ReadonlySet<StoreEntry<T>> {
    return this.#buckets.get(value) ?? noEntries;
  }

  values(): string[] {
    return [...this.#buckets.keys()];
  }

  clear(): void {
    this.#buckets.clear();
  }

  #add(value: string, entry: StoreEntry<T>): void {
    const bucket = this.#buckets.get(value);
    if (bucket === undefined) {
      this.#buckets.set(value, new Set([entry]));
    } else {
      bucket.add(entry);
    }
  }

  #remove(value: string, entry: StoreEntry<T>): void {
    const bucket = this.#buckets.get(value);
    if (bucket === undefined) return;
    bucket.delete(entry);
    if (bucket.size === 0) this.#buckets.delete(value);
  }
}
