/** UTF-16: two bytes a unit; the map's own entry is about as much as a short text. */
const bytesPerUnit = 2;
const bytesPerEntry = 64;

/** What was worked out from a text, kept up to a number of bytes. When there is more it begins anew: a stage repeats itself at once. */
export class BoundedCache<V> {
  readonly #bytesMax: number;
  readonly #unitsOf: (value: V) => number;
  readonly #known = new Map<string, V>();
  #bytes = 0;
  #computed = 0;

  /** `unitsOf`: how long a value is as a text. */
  constructor(bytesMax: number, unitsOf: (value: V) => number) {
    this.#bytesMax = bytesMax;
    this.#unitsOf = unitsOf;
  }

  /** How many bytes are kept, about. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How often something had to be worked out. */
  get computed(): number {
    return this.#computed;
  }

  /** The value under a key; what is not known, or too large to be kept, is worked out. */
  get(key: string, compute: () => V): V {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const value = compute();
    this.#computed += 1;
    this.#keep(key, value);
    return value;
  }

  #keep(key: string, value: V): void {
    const bytes = (key.length + this.#unitsOf(value)) * bytesPerUnit + bytesPerEntry;
    if (bytes > this.#bytesMax) return;
    if (this.#bytes + bytes > this.#bytesMax) {
      this.#known.clear();
      this.#bytes = 0;
    }
    this.#known.set(key, value);
    this.#bytes += bytes;
  }
}
