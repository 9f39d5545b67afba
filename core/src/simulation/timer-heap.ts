import type { Lane } from "../environment/scheduler.ts";

/** A step that becomes ready at a time. Equal times keep the order of their making. */
export interface Timer {
  readonly dueAt: number;
  readonly order: number;
  readonly lane: Lane;
  readonly step: () => void;
  readonly cause: number | undefined;
  isCancelled: boolean;
}

/** Timers, earliest first: a binary heap. */
export class TimerHeap {
  readonly #timers: Timer[] = [];

  get size(): number {
    return this.#timers.length;
  }

  /** The earliest timer that was not cancelled. */
  peek(): Timer | undefined {
    while (this.#timers[0]?.isCancelled === true) this.pop();
    return this.#timers[0];
  }

  /** Timers that wait, in no order. */
  waiting(): readonly Timer[] {
    return this.#timers.filter(({ isCancelled }) => !isCancelled);
  }

  push(timer: Timer): void {
    const timers = this.#timers;
    let index = timers.length;
    timers.push(timer);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = timers[parentIndex];
      if (parent === undefined || !isBefore(timer, parent)) break;
      timers[index] = parent;
      index = parentIndex;
    }
    timers[index] = timer;
  }

  pop(): Timer | undefined {
    const timers = this.#timers;
    const first = timers[0];
    const last = timers.pop();
    if (last === undefined || timers.length === 0) return first;
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = timers[childIndex];
      if (child === undefined) break;
      const right = timers[childIndex + 1];
      if (right !== undefined && isBefore(right, child)) {
        child = right;
        childIndex += 1;
      }
      if (!isBefore(child, last)) break;
      timers[index] = child;
      index = childIndex;
    }
    timers[index] = last;
    return first;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.order < b.order);
}
