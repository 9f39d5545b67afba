/** An object in its slot, under its key. */
export interface StoredObject<T> {
  readonly slot: number;
  readonly key: string;
  readonly object: T;
}

/**
 * Objects by key, each in a numbered slot that stays its own as long as its key is stored. Objects lie in one array: a lookup
 * touches no more memory than a bare Map's does, and an index holds numbers.
 */
export class StoredObjects<T> {
  readonly #slots = new Map<string, number>();
  #keys: (string | undefined)[] = [];
  #objects: (T | undefined)[] = [];
  #free: number[] = [];
  /** Free slots that are not given to anybody before they are gone. */
  #retired = 0;
  /** Whether slots are in the order in which their keys came: then a list is a copy of the array. */
  #isInOrder = true;

  get size(): number {
    return this.#slots.size;
  }

  /** Slots that hold nothing. */
  get freeCount(): number {
    return this.#free.length + this.#retired;
  }

  has(key: string): boolean {
    return this.#slots.has(key);
  }

  get(key: string): T | undefined {
    const slot = this.#slots.get(key);
    return slot === undefined ? undefined : this.#objects[slot];
  }

  /** Stores an object; one under the same key gives way, in its slot. */
  put(key: string, object: T): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) this.add(key, object);
    else this.#objects[slot] = object;
  }

  slotOf(key: string): number | undefined {
    return this.#slots.get(key);
  }

  /** The object in a slot that is taken. */
  objectAt(slot: number): T {
    return this.#objects[slot] as T;
  }

  /** The objects in those slots that are taken. */
  objectsAt(slots: Iterable<number>): T[] {
    const objects: T[] = [];
    for (const slot of slots) {
      const object = this.#objects[slot];
      if (object !== undefined) objects.push(object);
    }
    return objects;
  }

  /** The keys of those slots that are taken. */
  keysAt(slots: readonly number[]): string[] {
    return slots.map((slot) => this.#keys[slot]).filter((key) => key !== undefined);
  }

  setAt(slot: number, object: T): void {
    this.#objects[slot] = object;
  }

  /** Stores an object under a key that is not stored; answers its slot. */
  add(key: string, object: T): number {
    const freed = this.#free.pop();
    if (freed === undefined) {
      this.#slots.set(key, this.#objects.length);
      this.#keys.push(key);
      return this.#objects.push(object) - 1;
    }
    this.#isInOrder = false;
    this.#slots.set(key, freed);
    this.#keys[freed] = key;
    this.#objects[freed] = object;
    return freed;
  }

  /** Frees the slot of a key that is stored. Nobody gets it before {@link compact} unless it `isClean`. */
  delete(key: string, slot: number, isClean = true): void {
    this.#slots.delete(key);
    this.#keys[slot] = undefined;
    this.#objects[slot] = undefined;
    if (isClean) this.#free.push(slot);
    else this.#retired += 1;
  }

  keys(): IterableIterator<string> {
    return this.#slots.keys();
  }

  /** Walks in the order in which the keys came. */
  walk(visit: (stored: StoredObject<T>) => void): void {
    this.#slots.forEach((slot, key) => {
      visit({ slot, key, object: this.objectAt(slot) });
    });
  }

  /** As {@link walk}. */
  *entries(): Generator<StoredObject<T>> {
    for (const [key, slot] of this.#slots) yield { slot, key, object: this.objectAt(slot) };
  }

  /** All objects, in the order in which their keys came. */
  toArray(): T[] {
    if (this.#isInOrder && this.freeCount === 0) return this.#objects.slice() as T[];
    return Array.from(this.#slots.values(), (slot) => this.objectAt(slot));
  }

  /** Gives up the slots that are free. Answers the new slot of each old one. */
  compact(): readonly number[] {
    const newSlots: number[] = [];
    const keys: string[] = [];
    const objects: T[] = [];
    this.walk(({ slot, key, object }) => {
      newSlots[slot] = keys.push(key) - 1;
      objects.push(object);
      this.#slots.set(key, keys.length - 1);
    });
    this.#keys = keys;
    this.#objects = objects;
    this.#free = [];
    this.#retired = 0;
    this.#isInOrder = true;
    return newSlots;
  }
}
