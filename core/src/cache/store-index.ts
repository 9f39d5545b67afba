import { type IndexFunction, IndexFunctionError } from "./index-functions.ts";
import type { StoredObject } from "./stored-objects.ts";

/**
 * Where an index has a slot: its position in the bucket of its one value, or the position in the bucket of each of its
 * values, or nowhere.
 */
type IndexPlace = number | Map<string, number> | undefined;

/** What stands in a bucket for a slot that is free, which only an index function whose values change with time leaves there. */
const nowhere = -1;

const noSlots: readonly number[] = [];

/**
 * One index: value → slots of the objects filed under it (IX-2). It remembers where it has each slot, so that filing, moving
 * and finding an object hashes no key.
 *
 * The values of an object's old version are found by calling the function on it again, as client-go does (IX-3):
 * remembering them per object would cost more memory than the index itself. It is one more reason why a cached
 * object must never be changed.
 */
export class Index<T> {
  readonly name: string;
  readonly indexFunction: IndexFunction<T>;
  readonly #buckets = new Map<string, number[]>();
  #places: IndexPlace[] = [];
  /** Slots that were not where their objects' values said: a bucket may still hold them. */
  readonly #strays = new Set<number>();

  constructor(name: string, indexFunction: IndexFunction<T>) {
    this.name = name;
    this.indexFunction = indexFunction;
  }

  /** Files a new object under its values. @throws IndexFunctionError. */
  add({ slot, key, object }: StoredObject<T>): void {
    this.#file(slot, this.valuesOf(object, key));
  }

  /** Moves a slot from the values of its old object to those of its present one (IX-3). @throws IndexFunctionError. */
  update({ slot, key, object }: StoredObject<T>, old: T): void {
    let oldValues: readonly string[] = [];
    let newValues: readonly string[];
    try {
      oldValues = this.valuesOf(old, key);
      newValues = this.valuesOf(object, key);
    } catch (error) {
      this.#forget(slot, oldValues);
      throw error;
    }
    const isSame =
      oldValues.length === 1 && newValues.length === 1 && oldValues[0] === newValues[0];
    // A slot whose function failed before has no place.
    if (isSame && this.#places[slot] !== undefined) return;
    this.#unfile(slot, oldValues);
    this.#file(slot, newValues);
  }

  /**
   * Takes an object out that is stored no longer. Answers whether its slot stands in no bucket any more; otherwise
   * another object in that slot would be found under the values of this one. @throws IndexFunctionError.
   */
  remove({ slot, key, object }: StoredObject<T>): boolean {
    this.#unfile(slot, this.valuesOf(object, key));
    return !this.#strays.has(slot);
  }

  /** What the index function says of an object. @throws IndexFunctionError naming index and key. */
  valuesOf(object: T, key: string): readonly string[] {
    try {
      return this.indexFunction(object);
    } catch (cause) {
      throw new IndexFunctionError(this.name, key, cause);
    }
  }

  slots(value: string): readonly number[] {
    return this.#buckets.get(value) ?? noSlots;
  }

  values(): string[] {
    return [...this.#buckets.keys()];
  }

  clear(): void {
    this.#buckets.clear();
    this.#places = [];
    this.#strays.clear();
  }

  /** Every slot has a new number. */
  renumber(newSlots: readonly number[]): void {
    for (const bucket of this.#buckets.values()) {
      for (const [position, slot] of bucket.entries()) bucket[position] = newSlots[slot] ?? nowhere;
    }
    const places: IndexPlace[] = [];
    newSlots.forEach((newSlot, slot) => {
      places[newSlot] = this.#places[slot];
    });
    this.#places = places;
    const strays = [...this.#strays];
    this.#strays.clear();
    for (const slot of strays) {
      const newSlot = newSlots[slot];
      if (newSlot !== undefined) this.#strays.add(newSlot);
    }
  }

  #file(slot: number, values: readonly string[]): void {
    const [value] = values;
    if (values.length === 1 && value !== undefined) {
      this.#places[slot] = this.#push(value, slot);
      return;
    }
    // IX-1: a value that repeats counts once.
    const places = new Map<string, number>();
    for (const each of values) if (!places.has(each)) places.set(each, this.#push(each, slot));
    this.#places[slot] = places.size === 0 ? undefined : places;
  }

  #unfile(slot: number, values: readonly string[]): void {
    const place = this.#places[slot];
    if (typeof place === "number") {
      const [value] = values;
      if (value === undefined || !this.#take(value, place, slot)) this.#strays.add(slot);
    } else if (place !== undefined) {
      for (const [value, position] of place) {
        if (!this.#take(value, position, slot)) this.#strays.add(slot);
      }
    }
    this.#places[slot] = undefined;
  }

  /**
   * Takes a slot out of every bucket: its function fails, so nobody can say in which it will be. `values` are those of its
   * old object, as far as they are known; all buckets are looked through only for one that was filed and whose function
   * fails on it now.
   */
  #forget(slot: number, [value]: readonly string[]): void {
    const place = this.#places[slot];
    this.#places[slot] = undefined;
    if (place === undefined) return;
    if (typeof place === "object") {
      for (const [each, position] of place) this.#take(each, position, slot);
      return;
    }
    if (value !== undefined && this.#take(value, place, slot)) return;
    for (const [each, bucket] of this.#buckets)
      if (bucket[place] === slot && this.#take(each, place, slot)) return;
  }

  #push(value: string, slot: number): number {
    const bucket = this.#buckets.get(value);
    if (bucket !== undefined) {
      const old = this.#strays.has(slot) ? bucket.indexOf(slot) : -1;
      return old < 0 ? bucket.push(slot) - 1 : old;
    }
    this.#buckets.set(value, [slot]);
    return 0;
  }

  /** The last slot of the bucket takes the place that becomes free. Answers whether the slot was there. */
  #take(value: string, position: number, slot: number): boolean {
    const bucket = this.#buckets.get(value);
    // An index function whose values change with time, or an object that was edited, files nothing where it is looked for now.
    if (bucket?.[position] !== slot) return false;
    const last = bucket.pop();
    if (bucket.length === 0) this.#buckets.delete(value);
    if (last === undefined || last === slot) return true;
    bucket[position] = last;
    if (last === nowhere) return true;
    const place = this.#places[last];
    if (typeof place === "object") place.set(value, position);
    else this.#places[last] = position;
    return true;
  }
}
