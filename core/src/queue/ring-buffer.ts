/**
 * A queue over an array that doubles when full and halves when nearly empty: push and shift cost O(1), and no
 * reference to a shifted element stays behind. Unbounded.
 */
export class RingBuffer<T> {
  #slots: (T | undefined)[] = new Array(16).fill(undefined);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(element: T): void {
    if (this.#length === this.#slots.length) this.#resize(this.#slots.length * 2);
    this.#slots[(this.#head + this.#length) & (this.#slots.length - 1)] = element;
    this.#length += 1;
  }

  /** The first element, or undefined when empty. */
  peek(): T | undefined {
    return this.#slots[this.#head];
  }

  /** Takes the first element, or undefined when empty. */
  shift(): T | undefined {
    if (this.#length === 0) return undefined;
    const element = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    this.#length -= 1;
    if (this.#slots.length > 1024 && this.#length < this.#slots.length / 8)
      this.#resize(this.#slots.length / 2);
    return element;
  }

  clear(): void {
    this.#slots = new Array(16).fill(undefined);
    this.#head = 0;
    this.#length = 0;
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (let offset = 0; offset < this.#length; offset++) {
      yield this.#slots[(this.#head + offset) & (this.#slots.length - 1)] as T;
    }
  }

  #resize(size: number): void {
    const slots: (T | undefined)[] = new Array(size).fill(undefined);
    for (let offset = 0; offset < this.#length; offset++) {
      slots[offset] = this.#slots[(this.#head + offset) & (this.#slots.length - 1)];
    }
    this.#slots = slots;
    this.#head = 0;
  }
}
