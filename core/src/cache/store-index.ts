import { type IndexFunction, IndexFunctionError } from "./index-functions.ts";

/**
 * One stored object under its key. An entry stays the same as long as its key is stored, and remembers where each
 * index has it, so that filing, moving and finding it hashes no key.
 */
export interface StoreEntry<T> {
  readonly key: string;
  object: T;
  /** Its place in the first index, and in the second: most stores have no more, and a list for two costs 48 bytes. */
  firstPlace: IndexPlace;
  secondPlace: IndexPlace;
  /** By the number of the index less two. */
  furtherPlaces: IndexPlace[] | undefined;
}

/** Makes an entry that no index has yet. */
export function newEntry<T>(key: string, object: T): StoreEntry<T> {
  return { key, object, firstPlace: undefined, secondPlace: undefined, furtherPlaces: undefined };
}

function placeOf<T>(entry: StoreEntry<T>, index: number): IndexPlace {
  if (index === 0) return entry.firstPlace;
  return index === 1 ? entry.secondPlace : entry.furtherPlaces?.[index - 2];
}

function setPlace<T>(entry: StoreEntry<T>, index: number, place: IndexPlace): void {
  if (index === 0) {
    entry.firstPlace = place;
  } else if (index === 1) {
    entry.secondPlace = place;
  } else {
    entry.furtherPlaces ??= [];
    entry.furtherPlaces[index - 2] = place;
  }
}

/**
 * Where an index has an entry: its position in the bucket of its one value, or the position in the bucket of each of
 * its values, or nowhere.
 */
export type IndexPlace = number | Map<string, number> | undefined;

const noEntries: readonly StoreEntry<never>[] = [];

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
  readonly #number: number;
  readonly #buckets = new Map<string, StoreEntry<T>[]>();

  /** `number` tells the indexes of one store apart. */
  constructor(name: string, indexFunction: IndexFunction<T>, number: number) {
    this.name = name;
    this.indexFunction = indexFunction;
    this.#number = number;
  }

  /** Files a new entry under the values of its object. @throws IndexFunctionError. */
  add(entry: StoreEntry<T>): void {
    this.#file(entry, this.valuesOf(entry.object, entry.key));
  }

  /** Moves an entry from the values of its old object to those of its present one (IX-3). @throws IndexFunctionError. */
  update(entry: StoreEntry<T>, old: T): void {
    const oldValues = this.valuesOf(old, entry.key);
    const newValues = this.valuesOf(entry.object, entry.key);
    if (oldValues.length === 1 && newValues.length === 1 && oldValues[0] === newValues[0]) return;
    this.#unfile(entry, oldValues);
    this.#file(entry, newValues);
  }

  /** Takes an entry out that is stored no longer. @throws IndexFunctionError. */
  remove(entry: StoreEntry<T>): void {
    this.#unfile(entry, this.valuesOf(entry.object, entry.key));
  }

  /** What the index function says of an object. @throws IndexFunctionError naming index and key. */
  valuesOf(object: T, key: string): readonly string[] {
    try {
      return this.indexFunction(object);
    } catch (cause) {
      throw new IndexFunctionError(this.name, key, cause);
    }
  }

  entries(value: string): readonly StoreEntry<T>[] {
    return this.#buckets.get(value) ?? noEntries;
  }

  values(): string[] {
    return [...this.#buckets.keys()];
  }

  clear(): void {
    this.#buckets.clear();
  }

  #file(entry: StoreEntry<T>, values: readonly string[]): void {
    const [value] = values;
    if (values.length === 1 && value !== undefined) {
      setPlace(entry, this.#number, this.#push(value, entry));
      return;
    }
    // IX-1: a value that repeats counts once.
    const places = new Map<string, number>();
    for (const each of values) if (!places.has(each)) places.set(each, this.#push(each, entry));
    setPlace(entry, this.#number, places.size === 0 ? undefined : places);
  }

  #unfile(entry: StoreEntry<T>, values: readonly string[]): void {
    const place = placeOf(entry, this.#number);
    if (typeof place === "number") {
      const [value] = values;
      if (value !== undefined) this.#take(value, place, entry);
    } else if (place !== undefined) {
      for (const [value, position] of place) this.#take(value, position, entry);
    }
    setPlace(entry, this.#number, undefined);
  }

  #push(value: string, entry: StoreEntry<T>): number {
    const bucket = this.#buckets.get(value);
    if (bucket !== undefined) return bucket.push(entry) - 1;
    this.#buckets.set(value, [entry]);
    return 0;
  }

  /** The last entry of the bucket takes the place that becomes free. */
  #take(value: string, position: number, entry: StoreEntry<T>): void {
    const bucket = this.#buckets.get(value);
    // An index function whose values change with time files nothing where it is looked for now.
    if (bucket?.[position] !== entry) return;
    const last = bucket.pop();
    if (bucket.length === 0) this.#buckets.delete(value);
    if (last === undefined || last === entry) return;
    bucket[position] = last;
    const place = placeOf(last, this.#number);
    if (typeof place === "object") place.set(value, position);
    else setPlace(last, this.#number, position);
  }
}
