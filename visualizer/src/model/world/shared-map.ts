/**
 * A map whose copies share what neither has changed since. Worlds at two positions of a trace differ in little: a copy
 * costs what has changed, not what is held. Order is a `Map`'s: a value that is replaced keeps its place.
 */
export class SharedMap<K, V> implements Map<K, V> {
  readonly [Symbol.toStringTag] = "SharedMap";
  /** Shared with copies, and never changed. */
  #base: ReadonlyMap<K, V>;
  /** New values of keys that the base holds. */
  #changed = new Map<K, V>();
  /** Keys of the base that are no longer held, or have come again and stand at the end. */
  #gone = new Set<K>();
  #added = new Map<K, V>();

  constructor(entries: Iterable<readonly [K, V]> = []) {
    this.#base = new Map(entries);
  }

  /** A map of its own with the same entries. */
  copy(): SharedMap<K, V> {
    if (
      this.#changed.size + this.#gone.size + this.#added.size >
      leastChanges + this.#base.size / 8
    )
      this.#settle();
    const copy = new SharedMap<K, V>();
    copy.#base = this.#base;
    if (this.#changed.size > 0) copy.#changed = new Map(this.#changed);
    if (this.#gone.size > 0) copy.#gone = new Set(this.#gone);
    if (this.#added.size > 0) copy.#added = new Map(this.#added);
    return copy;
  }

  get size(): number {
    return this.#base.size - this.#gone.size + this.#added.size;
  }

  get(key: K): V | undefined {
    if (this.#added.has(key)) return this.#added.get(key);
    if (this.#gone.has(key)) return undefined;
    return this.#changed.has(key) ? this.#changed.get(key) : this.#base.get(key);
  }

  has(key: K): boolean {
    return this.#added.has(key) || (this.#base.has(key) && !this.#gone.has(key));
  }

  set(key: K, value: V): this {
    if (this.#base.has(key) && !this.#gone.has(key)) this.#changed.set(key, value);
    else this.#added.set(key, value);
    return this;
  }

  delete(key: K): boolean {
    if (this.#added.delete(key)) return true;
    if (!this.#base.has(key) || this.#gone.has(key)) return false;
    this.#gone.add(key);
    this.#changed.delete(key);
    return true;
  }

  clear(): void {
    this.#base = new Map();
    this.#changed = new Map();
    this.#gone = new Set();
    this.#added = new Map();
  }

  forEach(visit: (value: V, key: K, map: Map<K, V>) => void, self?: unknown): void {
    for (const [key, value] of this) visit.call(self, value, key, this);
  }

  entries(): MapIterator<[K, V]> {
    return this.#isAsBase()
      ? this.#base.entries()
      : this.#list((key, value): [K, V] => [key, value]).values();
  }

  keys(): MapIterator<K> {
    return this.#isAsBase() ? this.#base.keys() : this.#list((key) => key).values();
  }

  values(): MapIterator<V> {
    return this.#isAsBase() ? this.#base.values() : this.#list((_, value) => value).values();
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  #isAsBase(): boolean {
    return this.#changed.size + this.#gone.size + this.#added.size === 0;
  }

  /** Something of each entry, in order. */
  #list<T>(pick: (key: K, value: V) => T): T[] {
    const list: T[] = [];
    this.#base.forEach((value, key) => {
      if (this.#gone.has(key)) return;
      list.push(pick(key, this.#changed.has(key) ? (this.#changed.get(key) as V) : value));
    });
    this.#added.forEach((value, key) => void list.push(pick(key, value)));
    return list;
  }

  /** Takes the changes into a base of its own, which later copies share. */
  #settle(): void {
    const base = new Map(this.entries());
    this.clear();
    this.#base = base;
  }
}

const leastChanges = 16;
