/** Items of a chunk before it is split in two. */
const chunkItemsMax = 512;

/**
 * Items in the order of their keys, in chunks: one more costs a search and a shift within one chunk, however many there
 * are.
 */
export class SortedSlots<T extends { readonly key: string }> {
  /** None is empty, but for the only one of no items at all. */
  readonly #chunks: T[][] = [[]];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds an item whose key is not there yet. */
  insert(item: T): void {
    const index = this.#chunkOf(item.key);
    const chunk = this.#chunks[index] as T[];
    chunk.splice(firstNotBefore(chunk, item.key), 0, item);
    this.#size += 1;
    if (chunk.length <= chunkItemsMax) return;
    // Keys often come in order: what is behind the newest one stays small then.
    const half = index === this.#chunks.length - 1 ? chunkItemsMax : chunkItemsMax / 2;
    this.#chunks.splice(index + 1, 0, chunk.splice(half));
  }

  /** Removes the item of a key, if there is one. */
  remove(key: string): void {
    const index = this.#chunkOf(key);
    const chunk = this.#chunks[index] as T[];
    const at = firstNotBefore(chunk, key);
    if (chunk[at]?.key !== key) return;
    chunk.splice(at, 1);
    this.#size -= 1;
    if (chunk.length === 0 && this.#chunks.length > 1) this.#chunks.splice(index, 1);
  }

  clear(): void {
    this.#chunks.splice(0, this.#chunks.length, []);
    this.#size = 0;
  }

  /** The items whose keys begin with `prefix`, in order. */
  withPrefix(prefix: string): readonly T[] {
    if (prefix === "") return this.#chunks.flat();
    const found: T[] = [];
    let index = this.#chunkOf(prefix);
    let at = firstNotBefore(this.#chunks[index] as T[], prefix);
    for (; index < this.#chunks.length; index++, at = 0) {
      const chunk = this.#chunks[index] as T[];
      for (; at < chunk.length; at++) {
        const item = chunk[at] as T;
        if (!item.key.startsWith(prefix)) return found;
        found.push(item);
      }
    }
    return found;
  }

  /** Index of the chunk in which a key is, or belongs: the first that does not end before it, or the last. */
  #chunkOf(key: string): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const last = (this.#chunks[middle] as T[]).at(-1);
      if (last !== undefined && last.key < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function firstNotBefore(items: readonly { readonly key: string }[], key: string): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((items[middle] as { readonly key: string }).key < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
