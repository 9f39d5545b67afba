import type { WorkItem } from "./item-key.ts";
import type { QueueOrder } from "./queue-order.ts";

/** What a work queue knows of one item. */
export interface QueueEntry<T> {
  readonly key: unknown;
  item: T;
  /** It needs processing. */
  isDirty: boolean;
  /** A worker has it. */
  isProcessing: boolean;
  /** It is linked into the list of waiting entries. */
  isLinked: boolean;
  next: QueueEntry<T> | undefined;
  /** The `seq` of the last fact about it. */
  cause: number | undefined;
}

/**
 * Waiting entries: a linked list through the entries themselves, so that waiting costs nothing beyond the entry; or
 * whatever a custom order does with their items.
 */
export class EntryQueue<T extends WorkItem> {
  readonly #order: QueueOrder<T> | undefined;
  #first: QueueEntry<T> | undefined;
  #last: QueueEntry<T> | undefined;
  #length = 0;

  constructor(order: QueueOrder<T> | undefined) {
    this.#order = order;
  }

  get length(): number {
    return this.#order === undefined ? this.#length : this.#order.length;
  }

  createEntry(key: unknown, item: T): QueueEntry<T> {
    return {
      key,
      item,
      isDirty: false,
      isProcessing: false,
      isLinked: false,
      next: undefined,
      cause: undefined,
    };
  }

  touch(item: T): void {
    this.#order?.touch(item);
  }

  push(pushed: QueueEntry<T>): void {
    if (this.#order !== undefined) {
      this.#order.push(pushed.item);
      return;
    }
    // An entry has one place; a second one for the same item needs an entry of its own.
    const entry = pushed.isLinked ? this.createEntry(pushed.key, pushed.item) : pushed;
    entry.isLinked = true;
    if (this.#last === undefined) {
      this.#first = entry;
    } else {
      this.#last.next = entry;
    }
    this.#last = entry;
    this.#length += 1;
  }

  /** The next entry; `entryOf` finds that of an item from a custom order. */
  pop(entryOf: (item: T) => QueueEntry<T>): QueueEntry<T> | undefined {
    if (this.#order !== undefined) {
      const item = this.#order.pop();
      if (item === undefined) return undefined;
      const entry = entryOf(item);
      // Which of equal items is handed out is the order's to say.
      entry.item = item;
      return entry;
    }
    const entry = this.#first;
    if (entry === undefined) return undefined;
    this.#first = entry.next;
    if (this.#first === undefined) this.#last = undefined;
    entry.next = undefined;
    entry.isLinked = false;
    this.#length -= 1;
    return entry;
  }
}
