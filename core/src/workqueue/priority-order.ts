import { type HeapElement, IndexedHeap } from "./indexed-heap.ts";
import { type ItemKey, itemKey, type WorkItem } from "./item-key.ts";
import type { QueueOrder } from "./queue-order.ts";

/** Settings of a {@link PriorityOrder}. */
export interface PriorityOrderOptions<T extends WorkItem> {
  /** The higher, the sooner. Asked when an item is pushed and each time it is added again while it waits. */
  readonly priorityOf: (item: T) => number;
  /** As for the queue. */
  readonly keyOf?: ItemKey<T>;
}

interface PrioritizedItem<T> extends HeapElement {
  item: T;
  priority: number;
  readonly order: number;
}

/** Hands out items of higher priority first, and first in, first out within one priority (WQ-10). */
export class PriorityOrder<T extends WorkItem = string> implements QueueOrder<T> {
  readonly #priorityOf: (item: T) => number;
  readonly #keyOf: ItemKey<T> | undefined;
  readonly #heap = new IndexedHeap<PrioritizedItem<T>>(isBefore);
  readonly #waiting = new Map<unknown, PrioritizedItem<T>>();
  #pushed = 0;

  constructor(options: PriorityOrderOptions<T>) {
    this.#priorityOf = options.priorityOf;
    this.#keyOf = options.keyOf;
  }

  get length(): number {
    return this.#heap.length;
  }

  touch(item: T): void {
    const waiting = this.#waiting.get(itemKey(item, this.#keyOf));
    if (waiting === undefined) return;
    waiting.item = item;
    waiting.priority = this.#priorityOf(item);
    this.#heap.update(waiting);
  }

  push(item: T): void {
    this.#pushed += 1;
    const priority = this.#priorityOf(item);
    const waiting = { item, priority, order: this.#pushed, heapIndex: -1 };
    this.#waiting.set(itemKey(item, this.#keyOf), waiting);
    this.#heap.push(waiting);
  }

  pop(): T | undefined {
    const first = this.#heap.pop();
    if (first === undefined) return undefined;
    const key = itemKey(first.item, this.#keyOf);
    if (this.#waiting.get(key) === first) this.#waiting.delete(key);
    return first.item;
  }
}

function isBefore<T>(a: PrioritizedItem<T>, b: PrioritizedItem<T>): boolean {
  return a.priority > b.priority || (a.priority === b.priority && a.order < b.order);
}
