import type { Environment } from "../environment/environment.ts";
import { type Cancel, type Lane, lane } from "../environment/scheduler.ts";
import { type HeapElement, IndexedHeap } from "./indexed-heap.ts";
import { type ItemKey, itemKey, type WorkItem } from "./item-key.ts";
import type { CounterMetric } from "./metrics-provider.ts";
import { WorkQueue, type WorkQueueInterface, type WorkQueueOptions } from "./work-queue.ts";

/**
 * A work queue that can add items later.
 *
 * @see client-go util/workqueue/delaying_queue.go (TypedDelayingInterface)
 */
export interface DelayingQueueInterface<T extends WorkItem> extends WorkQueueInterface<T> {
  /** Adds an item once `delayMs` have passed; at once when that is 0 or less (DQ-1). */
  addAfter(item: T, delayMs: number, failures?: number): void;
}

interface WaitingItem<T> extends HeapElement {
  readonly key: unknown;
  readonly item: T;
  readonly order: number;
  dueAt: number;
  cause: number | undefined;
}

/**
 * A {@link WorkQueue} whose items can be held back for a time. An item waits at most once: of several delays the one
 * that ends first holds (DQ-2). Unbounded: it holds one entry for each item that waits.
 *
 * @see client-go util/workqueue/delaying_queue.go
 */
export class DelayingQueue<T extends WorkItem = string> implements DelayingQueueInterface<T> {
  readonly #environment: Environment;
  readonly #lane: Lane;
  readonly #queue: WorkQueue<T>;
  readonly #keyOf: ItemKey<T> | undefined;
  readonly #retries: CounterMetric | undefined;
  readonly #heap = new IndexedHeap<WaitingItem<T>>(isBefore);
  readonly #waiting = new Map<unknown, WaitingItem<T>>();
  #waitingMade = 0;
  #timerDueAt = Number.POSITIVE_INFINITY;
  #cancelTimer: Cancel | undefined;
  #wasShutDown = false;

  constructor(environment: Environment, options: WorkQueueOptions<T> = {}) {
    this.#environment = environment;
    this.#queue = new WorkQueue(environment, options);
    this.#keyOf = options.keyOf;
    this.#lane = lane(`workqueue/${this.#queue.name}`);
    const isMeasured = options.name !== undefined && options.name !== "";
    this.#retries = isMeasured
      ? options.metricsProvider?.newRetriesMetric(options.name)
      : undefined;
  }

  get name(): string {
    return this.#queue.name;
  }

  get length(): number {
    return this.#queue.length;
  }

  get isShuttingDown(): boolean {
    return this.#queue.isShuttingDown;
  }

  /** Items that are held back. */
  get waitingLength(): number {
    return this.#heap.length;
  }

  /** A waiting delay of the same item goes on (DQ-3). */
  add(item: T, cause?: number): void {
    this.#queue.add(item, cause);
  }

  addAfter(item: T, delayMs: number, failures?: number): void {
    if (Number.isNaN(delayMs)) {
      throw new RangeError(
        `addAfter of work queue ${this.name}: the delay must be a number of milliseconds, got NaN`,
      );
    }
    if (this.#queue.isShuttingDown) return;
    this.#retries?.inc();
    if (delayMs <= 0) {
      this.#queue.add(item);
      return;
    }
    const key = itemKey(item, this.#keyOf);
    const dueAt = this.#environment.clock.now() + delayMs;
    const cause = this.#environment.trace.emit?.({
      kind: "workqueue.delayed",
      queue: this.name,
      key: String(key),
      delayMs,
      dueAt,
      ...(failures === undefined ? {} : { failures }),
    });
    this.#wait(key, item, dueAt, cause);
  }

  tryGet(): T | undefined {
    return this.#queue.tryGet();
  }

  get(waiter: (item: T | undefined) => void, lane?: Lane): Cancel {
    return this.#queue.get(waiter, lane);
  }

  next(): Promise<T | undefined> {
    return this.#queue.next();
  }

  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return this.#queue[Symbol.asyncIterator]();
  }

  done(item: T): void {
    this.#queue.done(item);
  }

  /**
   * Items held back are dropped (DQ-5). Acts once, as in client-go: a later call does not release a drain that began
   * in between.
   */
  shutDown(): void {
    if (this.#wasShutDown) return;
    this.#wasShutDown = true;
    this.#queue.shutDown();
    this.#dropWaiting();
  }

  shutDownWithDrain(drained?: () => void): void {
    this.#queue.shutDownWithDrain(drained);
    // Nothing can be added any more, so nothing is lost that could have come.
    this.#dropWaiting();
  }

  drain(): Promise<void> {
    return new Promise((resolve) => {
      this.shutDownWithDrain(resolve);
    });
  }

  [Symbol.dispose](): void {
    this.shutDown();
  }

  /** DQ-2. */
  #wait(key: unknown, item: T, dueAt: number, cause: number | undefined): void {
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) {
      this.#waitingMade += 1;
      const made = { key, item, dueAt, order: this.#waitingMade, cause, heapIndex: -1 };
      this.#waiting.set(key, made);
      this.#heap.push(made);
    } else if (dueAt < waiting.dueAt) {
      waiting.dueAt = dueAt;
      waiting.cause = cause;
      this.#heap.update(waiting);
    }
    this.#setTimer();
  }

  /** One timer runs, for the item that is due first. */
  #setTimer(): void {
    const first = this.#heap.peek();
    if (first === undefined || first.dueAt >= this.#timerDueAt) return;
    this.#cancelTimer?.();
    this.#timerDueAt = first.dueAt;
    const { clock } = this.#environment;
    this.#cancelTimer = clock.after(first.dueAt - clock.now(), this.#lane, () => {
      this.#timerDueAt = Number.POSITIVE_INFINITY;
      // An order of the program's own may throw: the others are waited for all the same.
      try {
        this.#addDue();
      } finally {
        this.#setTimer();
      }
    });
  }

  /** DQ-3. */
  #addDue(): void {
    const now = this.#environment.clock.now();
    for (
      let first = this.#heap.peek();
      first !== undefined && first.dueAt <= now;
      first = this.#heap.peek()
    ) {
      this.#heap.pop();
      this.#waiting.delete(first.key);
      this.#queue.add(first.item, first.cause);
    }
  }

  #dropWaiting(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#heap.clear();
    this.#waiting.clear();
  }
}

/** Equal times keep the order of their asking: client-go leaves it open (DQ-4). */
function isBefore<T>(a: WaitingItem<T>, b: WaitingItem<T>): boolean {
  return a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.order < b.order);
}
