import { type IndexFunction, IndexFunctionError } from "./index-functions.ts";

const noKeys: ReadonlySet<string> = new Set();

/**
 * One index: value → keys of the objects filed under it (IX-2).
 *
 * The values of an object's old version are found by calling the function on it again, as client-go does (IX-3):
 * remembering them per object would cost more memory than the index itself. It is one more reason why a cached
 * object must never be changed.
 */
export class Index<T> {
  readonly name: string;
  readonly indexFunction: IndexFunction<T>;
  readonly #buckets = new Map<string, Set<string>>();

  constructor(name: string, indexFunction: IndexFunction<T>) {
    this.name = name;
    this.indexFunction = indexFunction;
  }

  /** Moves a key from the values of its old version to those of its new one (IX-3). @throws IndexFunctionError. */
  update(key: string, old: T | undefined, current: T | undefined): void {
    const oldValues = old === undefined ? undefined : this.valuesOf(old, key);
    const newValues = current === undefined ? undefined : this.valuesOf(current, key);
    if (oldValues?.length === 1 && newValues?.length === 1 && oldValues[0] === newValues[0]) return;
    if (oldValues !== undefined) for (const value of oldValues) this.#remove(value, key);
    if (newValues !== undefined) for (const value of newValues) this.#add(value, key);
  }

  /** What the index function says of an object. @throws IndexFunctionError naming index and key. */
  valuesOf(object: T, key: string): readonly string[] {
    try {
      return this.indexFunction(object);
    } catch (cause) {
      throw new IndexFunctionError(this.name, key, cause);
    }
  }

  keys(value: string): ReadonlySet<string> {
    return this.#buckets.get(value) ?? noKeys;
  }

  values(): string[] {
    return [...this.#buckets.keys()];
  }

  clear(): void {
    this.#buckets.clear();
  }

  #add(value: string, key: string): void {
    const bucket = this.#buckets.get(value);
    if (bucket === undefined) {
      this.#buckets.set(value, new Set([key]));
    } else {
      bucket.add(key);
    }
  }

  #remove(value: string, key: string): void {
    const bucket = this.#buckets.get(value);
    if (bucket === undefined) return;
    bucket.delete(key);
    if (bucket.size === 0) this.#buckets.delete(value);
  }
}
