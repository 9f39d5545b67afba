import type { Environment } from "../environment/environment.ts";
import type { Cancel, Lane } from "../environment/scheduler.ts";
import { defaultControllerRateLimiter } from "./default-rate-limiters.ts";
import { DelayingQueue, type DelayingQueueInterface } from "./delaying-queue.ts";
import { type ItemKey, itemKey, type WorkItem } from "./item-key.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import type { WorkQueueOptions } from "./work-queue.ts";

/**
 * A work queue that retries with back-off.
 *
 * @see client-go util/workqueue/rate_limiting_queue.go (TypedRateLimitingInterface)
 */
export interface RateLimitingQueueInterface<T extends WorkItem> extends DelayingQueueInterface<T> {
  /** Adds an item once its rate limiter allows (RL-7). Answers the delay, milliseconds. */
  addRateLimited(item: T): number;
  /** Tells the limiter that the item no longer fails. `done` is still needed (RL-7). */
  forget(item: T): void;
  /** How often the item was added with a limit since it was forgotten. */
  numRequeues(item: T): number;
}

/** Settings of a {@link RateLimitingQueue}. */
export interface RateLimitingQueueOptions<T extends WorkItem> extends WorkQueueOptions<T> {
  /** @defaultValue defaultControllerRateLimiter */
  readonly rateLimiter?: RateLimiter<T>;
}

/**
 * A {@link DelayingQueue} that asks a rate limiter how long to hold an item back.
 *
 * @see client-go util/workqueue/rate_limiting_queue.go
 */
export class RateLimitingQueue<T extends WorkItem = string>
  implements RateLimitingQueueInterface<T>
{
  readonly #environment: Environment;
  readonly #queue: DelayingQueue<T>;
  readonly #keyOf: ItemKey<T> | undefined;
  readonly #rateLimiter: RateLimiter<T>;

  constructor(environment: Environment, options: RateLimitingQueueOptions<T> = {}) {
    this.#environment = environment;
    this.#queue = new DelayingQueue(environment, options);
    this.#keyOf = options.keyOf;
    this.#rateLimiter =
      options.rateLimiter ?? defaultControllerRateLimiter(environment, options.keyOf);
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
    return this.#queue.waitingLength;
  }

  add(item: T, cause?: number): void {
    this.#queue.add(item, cause);
  }

  addAfter(item: T, delayMs: number, failures?: number): void {
    this.#queue.addAfter(item, delayMs, failures);
  }

  addRateLimited(item: T): number {
    // The limiter is asked even when the queue no longer takes anything (WQ-9).
    const delayMs = this.#rateLimiter.when(item);
    const isTraced = this.#environment.trace.emit !== undefined;
    this.#queue.addAfter(item, delayMs, isTraced ? this.#rateLimiter.numRequeues(item) : undefined);
    return delayMs;
  }

  forget(item: T): void {
    this.#rateLimiter.forget(item);
    const { emit } = this.#environment.trace;
    if (emit === undefined) return;
    emit({ kind: "workqueue.forgot", queue: this.name, key: String(itemKey(item, this.#keyOf)) });
  }

  numRequeues(item: T): number {
    return this.#rateLimiter.numRequeues(item);
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

  shutDown(): void {
    this.#queue.shutDown();
  }

  shutDownWithDrain(drained?: () => void): void {
    this.#queue.shutDownWithDrain(drained);
  }

  drain(): Promise<void> {
    return this.#queue.drain();
  }

  [Symbol.dispose](): void {
    this.shutDown();
  }
}
