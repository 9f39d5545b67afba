import type { Environment } from "../environment/environment.ts";
import { type Cancel, type Lane, lane } from "../environment/scheduler.ts";
import { EntryQueue, type QueueEntry } from "./entry-queue.ts";
import { type ItemKey, itemKey, type WorkItem } from "./item-key.ts";
import type { WorkQueueMetricsProvider } from "./metrics-provider.ts";
import type { QueueOrder } from "./queue-order.ts";
import { WorkQueueMetrics } from "./work-queue-metrics.ts";

/** Settings of a {@link WorkQueue}. */
export interface WorkQueueOptions<T extends WorkItem> {
  /** Names the queue in traces and metrics. An unnamed queue has no metrics (WM-1). */
  readonly name?: string;
  /** Needed when items are objects: two items with the same key are the same item (WQ-12). */
  readonly keyOf?: ItemKey<T>;
  /** @defaultValue first in, first out */
  readonly order?: QueueOrder<T>;
  readonly metricsProvider?: WorkQueueMetricsProvider;
}

/**
 * What every kind of work queue offers.
 *
 * @see client-go util/workqueue/queue.go (TypedInterface)
 */
export interface WorkQueueInterface<T extends WorkItem> {
  readonly name: string;
  /** Waiting items, neither those in processing nor those dirty behind them (WQ-6). */
  readonly length: number;
  readonly isShuttingDown: boolean;
  /**
   * Makes an item wait, once however often it is added. `cause` is the `seq` of the fact that led to it, for adders
   * that let time pass in between.
   */
  add(item: T, cause?: number): void;
  /** The next item, now in processing until `done`; undefined when none waits. */
  tryGet(): T | undefined;
  /**
   * Calls `waiter` in a step of `lane` with the next item as soon as there is one, or with undefined once the queue
   * is shut down and empty. Which of several waiters gets an item is not defined (WQ-11).
   */
  get(waiter: (item: T | undefined) => void, lane?: Lane): Cancel;
  /** {@link WorkQueueInterface.get} as a promise. */
  next(): Promise<T | undefined>;
  /** Ends the processing of an item; it waits again when it was added meanwhile. */
  done(item: T): void;
  /** Ignores items added from now on; those that wait are still handed out (WQ-7). Releases a pending drain. */
  shutDown(): void;
  /** Shuts down and calls `drained` as soon as nothing is in processing; it does not wait for items nobody took (WQ-8). */
  shutDownWithDrain(drained?: () => void): void;
  /** {@link WorkQueueInterface.shutDownWithDrain} as a promise. */
  drain(): Promise<void>;
}

interface Waiter<T> {
  readonly lane: Lane;
  readonly give: (item: T | undefined) => void;
  isCancelled: boolean;
}

/**
 * Hands out each item to one worker at a time, and once for all adds that came before (WQ-5). Three parts: the order
 * of waiting items, the dirty ones (to be processed) and those in processing (WQ-1). Unbounded: it holds every item
 * that was added and not yet taken, each once.
 *
 * @see client-go util/workqueue/queue.go
 */
export class WorkQueue<T extends WorkItem = string> implements WorkQueueInterface<T> {
  readonly name: string;
  readonly #environment: Environment;
  readonly #lane: Lane;
  readonly #keyOf: ItemKey<T> | undefined;
  readonly #queue: EntryQueue<T>;
  readonly #metrics: WorkQueueMetrics | undefined;
  /** Items that are dirty or in processing, and only those: nothing else is kept alive. */
  readonly #entries = new Map<unknown, QueueEntry<T>>();
  #waiters: Waiter<T>[] = [];
  readonly #drains: (() => void)[] = [];
  #processing = 0;
  #isShuttingDown = false;
  #isDraining = false;

  constructor(environment: Environment, options: WorkQueueOptions<T> = {}) {
    const { name, keyOf, order, metricsProvider } = options;
    this.name = name ?? "workqueue";
    this.#environment = environment;
    this.#lane = lane(`workqueue/${this.name}`);
    this.#keyOf = keyOf;
    this.#queue = new EntryQueue(order);
    if (metricsProvider !== undefined && name !== undefined && name !== "") {
      this.#metrics = new WorkQueueMetrics(environment.clock, this.#lane, metricsProvider, name);
    }
  }

  get length(): number {
    return this.#queue.length;
  }

  get isShuttingDown(): boolean {
    return this.#isShuttingDown;
  }

  /** WQ-2. */
  add(item: T, cause?: number): void {
    if (this.#isShuttingDown) return;
    const key = this.#keyOf === undefined ? item : this.#keyOf(item);
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = this.#createEntry(item);
    } else if (entry.isDirty) {
      if (!entry.isProcessing) this.#queue.touch(item);
      if (this.#environment.trace.emit !== undefined) this.#reportCollapsed(entry, true, cause);
      return;
    }
    entry.isDirty = true;
    entry.item = item;
    if (!entry.isProcessing) this.#push(entry);
    this.#metrics?.added(key);
    if (entry.isProcessing) {
      if (this.#environment.trace.emit !== undefined) this.#reportCollapsed(entry, false, cause);
      return;
    }
    const { emit } = this.#environment.trace;
    if (emit !== undefined) {
      const fact = {
        kind: "workqueue.added",
        queue: this.name,
        key: String(key),
        depth: this.length,
      } as const;
      entry.cause = emit(fact, cause);
    }
    if (this.#waiters.length > 0) this.#wakeOne();
  }

  /** WQ-3. */
  tryGet(): T | undefined {
    const entry = this.#queue.pop((item) => this.#entryOf(item));
    if (entry === undefined) return undefined;
    const { key, item, cause } = entry;
    this.#metrics?.got(key);
    this.#startProcessing(entry);
    const { emit } = this.#environment.trace;
    if (emit !== undefined) {
      const fact = {
        kind: "workqueue.got",
        queue: this.name,
        key: String(key),
        depth: this.length,
      } as const;
      entry.cause = emit(fact, cause);
    }
    return item;
  }

  get(waiter: (item: T | undefined) => void, lane: Lane = this.#lane): Cancel {
    const waiting: Waiter<T> = { lane, give: waiter, isCancelled: false };
    if (this.#queue.length > 0 || this.#isShuttingDown) {
      this.#wake(waiting);
    } else {
      this.#waiters.push(waiting);
    }
    return () => {
      waiting.isCancelled = true;
      this.#waiters = this.#waiters.filter((other) => other !== waiting);
    };
  }

  next(): Promise<T | undefined> {
    return new Promise((resolve) => {
      this.get(resolve);
    });
  }

  /** The items as they come, until the queue is shut down and empty. Whoever iterates calls {@link done} for each. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (let item = await this.next(); item !== undefined; item = await this.next()) yield item;
  }

  /** WQ-4. */
  done(item: T): void {
    const key = this.#keyOf === undefined ? item : this.#keyOf(item);
    this.#metrics?.done(key);
    const entry = this.#entries.get(key);
    try {
      if (entry !== undefined) this.#endProcessing(entry);
    } finally {
      // Whoever drains waits for processing only, even when the item waits again (WQ-8).
      if (this.#processing === 0 && this.#drains.length > 0) this.#releaseDrains();
    }
  }

  shutDown(): void {
    this.#startShutDown(false);
    this.#releaseDrains();
  }

  shutDownWithDrain(drained: () => void = () => {}): void {
    this.#startShutDown(true);
    this.#drains.push(drained);
    if (this.#processing === 0) this.#releaseDrains();
  }

  drain(): Promise<void> {
    return new Promise((resolve) => {
      this.shutDownWithDrain(resolve);
    });
  }

  /** {@link shutDown}, at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.shutDown();
  }

  #createEntry(item: T): QueueEntry<T> {
    const key = itemKey(item, this.#keyOf);
    const entry = this.#queue.createEntry(key, item);
    this.#entries.set(key, entry);
    return entry;
  }

  /** The entry of an item that a custom order handed out. */
  #entryOf(item: T): QueueEntry<T> {
    return this.#entries.get(itemKey(item, this.#keyOf)) ?? this.#createEntry(item);
  }

  #startProcessing(popped: QueueEntry<T>): void {
    let entry = popped;
    if (!popped.isDirty || popped.isProcessing) {
      // A second copy of an item (WQ-4): another entry may stand for it by now.
      entry = this.#entries.get(popped.key) ?? popped;
      this.#entries.set(popped.key, entry);
    }
    if (!entry.isProcessing) {
      entry.isProcessing = true;
      this.#processing += 1;
    }
    entry.isDirty = false;
  }

  #endProcessing(entry: QueueEntry<T>): void {
    const isRequeued = entry.isDirty;
    if (entry.isProcessing) {
      entry.isProcessing = false;
      this.#processing -= 1;
    }
    if (isRequeued) {
      // An item that waits already is pushed a second time, as client-go does.
      this.#push(entry);
    } else {
      this.#entries.delete(entry.key);
    }
    const { emit } = this.#environment.trace;
    if (emit !== undefined) {
      const { name: queue, length: depth } = this;
      const fact = {
        kind: "workqueue.done",
        queue,
        key: String(entry.key),
        isRequeued,
        depth,
      } as const;
      emit(fact);
    }
    if (isRequeued && this.#waiters.length > 0) this.#wakeOne();
  }

  /** Of an item that its order fails on nothing is kept, so that it can be added again. */
  #push(entry: QueueEntry<T>): void {
    try {
      this.#queue.push(entry);
    } catch (error) {
      this.#entries.delete(entry.key);
      throw error;
    }
  }

  #reportCollapsed(entry: QueueEntry<T>, wasDirty: boolean, cause: number | undefined): void {
    const where = entry.isProcessing ? "processing" : "queued";
    const seq = this.#environment.trace.emit?.(
      { kind: "workqueue.collapsed", queue: this.name, key: String(entry.key), where, wasDirty },
      cause,
    );
    // The run to come follows from the add that asked for it.
    if (!wasDirty) entry.cause = seq;
  }

  #startShutDown(isDraining: boolean): void {
    this.#metrics?.stop();
    if (this.#isShuttingDown && this.#isDraining === isDraining) return;
    this.#isShuttingDown = true;
    this.#isDraining = isDraining;
    this.#environment.trace.emit?.({ kind: "workqueue.shut-down", queue: this.name, isDraining });
    while (this.#waiters.length > 0) this.#wakeOne();
  }

  #releaseDrains(): void {
    for (const drained of this.#drains.splice(0))
      this.#environment.scheduler.post(this.#lane, drained);
  }

  #wakeOne(): void {
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) this.#wake(waiter);
  }

  #wake(waiter: Waiter<T>): void {
    this.#environment.scheduler.post(waiter.lane, () => {
      if (waiter.isCancelled) {
        // Its wake-up must not be lost: an item may wait.
        if (this.#queue.length > 0) this.#wakeOne();
        return;
      }
      const item = this.tryGet();
      if (item !== undefined || this.#isShuttingDown) {
        waiter.give(item);
      } else {
        this.#waiters.unshift(waiter);
      }
    });
  }
}
