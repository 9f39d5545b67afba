import type { WorkItem } from "./item-key.ts";

/**
 * The order in which waiting items are handed out: a plug-in of the work queue (WQ-10), which sees to it that an item
 * waits once. `length` counts what was pushed and not popped.
 *
 * @see client-go util/workqueue/queue.go (Queue)
 */
export interface QueueOrder<T extends WorkItem> {
  readonly length: number;
  /** An item that waits was added again: its place may change. */
  touch(item: T): void;
  push(item: T): void;
  /** Takes the next item; undefined when none waits. */
  pop(): T | undefined;
}
