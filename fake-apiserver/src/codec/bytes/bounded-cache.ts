/** A cache of what texts mean that clients choose: bounded by the size of these texts, whatever their number. */
export class BoundedCache<V> {
  readonly #charactersMax: number;
  readonly #values = new Map<string, V>();
  #characters = 0;

  /** @param charactersMax of all keys together; each counts 64 more for what it stands for */
  constructor(charactersMax: number) {
    this.#charactersMax = charactersMax;
  }

  get size(): number {
    return this.#values.size;
  }

  get(key: string): V | undefined {
    return this.#values.get(key);
  }

  /** When it is full everything is forgotten: cheaper than order, and rare. A key that alone is too long is not kept. */
  set(key: string, value: V): void {
    const cost = key.length + 64;
    if (cost > this.#charactersMax) return;
    if (!this.#values.has(key)) this.#characters += cost;
    if (this.#characters > this.#charactersMax) {
      this.clear();
      this.#characters = cost;
    }
    this.#values.set(key, value);
  }

  clear(): void {
    this.#values.clear();
    this.#characters = 0;
  }
}
