/** What an entry costs besides its bytes. */
const entryBytes = 128;

type Generation = WeakMap<object, Uint8Array<ArrayBuffer>>;

/**
 * The bytes of objects that never change, made once and kept as long as the object lives and there is room. Bounded in
 * bytes: the older half goes when the newer half is full, and what is still asked for moves on in time.
 */
export class RememberedBytes<T extends object> {
  readonly #halfBytesMax: number;
  readonly #make: (object: T) => Uint8Array<ArrayBuffer>;
  #newer: Generation = new WeakMap();
  #older: Generation = new WeakMap();
  #newerBytes = 0;

  constructor(bytesMax: number, make: (object: T) => Uint8Array<ArrayBuffer>) {
    this.#halfBytesMax = bytesMax / 2;
    this.#make = make;
  }

  of(object: T): Uint8Array<ArrayBuffer> {
    const known = this.#newer.get(object);
    if (known !== undefined) return known;
    const bytes = this.#older.get(object) ?? this.#make(object);
    const cost = bytes.length + entryBytes;
    if (cost > this.#halfBytesMax) return bytes;
    if (this.#newerBytes + cost > this.#halfBytesMax) {
      this.#older = this.#newer;
      this.#newer = new WeakMap();
      this.#newerBytes = 0;
    }
    this.#newer.set(object, bytes);
    this.#newerBytes += cost;
    return bytes;
  }
}
