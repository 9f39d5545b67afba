import { assert } from "../environment/assert.ts";
import type { Environment } from "../environment/environment.ts";
import { RateLimitingQueue } from "../workqueue/rate-limiting-queue.ts";
import type { ReconcileLoopOptions } from "./reconcile-loop-options.ts";
import { ReconcileWorker } from "./reconcile-worker.ts";

/**
 * The loop at the heart of a controller: keys come into {@link ReconcileLoop.queue}, workers take them one by one and
 * call `reconcile`. A run that fails is retried with back-off, one that succeeds is forgotten. What a reconciler throws
 * never ends the loop.
 */
export class ReconcileLoop {
  /** Handlers add keys here. */
  readonly queue: RateLimitingQueue;
  readonly #workers: readonly ReconcileWorker[];
  #running = 0;
  #isStarted = false;
  readonly #stopped: (() => void)[] = [];

  constructor(environment: Environment, options: ReconcileLoopOptions) {
    const { name, maxConcurrent = 1, rateLimiter, metricsProvider } = options;
    assert(
      Number.isInteger(maxConcurrent) && maxConcurrent >= 1,
      `reconcile loop ${name}: maxConcurrent must be a whole number of at least 1, got ${maxConcurrent}`,
    );
    const queueOptions = {
      name,
      ...(rateLimiter && { rateLimiter }),
      ...(metricsProvider && { metricsProvider }),
    };
    this.queue =
      options.createQueue?.(environment, queueOptions) ??
      new RateLimitingQueue(environment, queueOptions);
    this.#workers = Array.from(
      { length: maxConcurrent },
      (_, index) => new ReconcileWorker(environment, this.queue, options, index + 1),
    );
  }

  /** True from the start until the last worker ended. */
  get isRunning(): boolean {
    return this.#running > 0;
  }

  /** Starts the workers; wait for the caches first. @throws AssertionError when it was started before. */
  start(): void {
    assert(
      !this.#isStarted,
      `reconcile loop ${this.queue.name} was started already; make a new one to run again`,
    );
    this.#isStarted = true;
    this.#running = this.#workers.length;
    for (const worker of this.#workers) worker.run(() => this.#workerEnded());
  }

  /**
   * Takes no new keys, works off those that wait now, and calls `stopped` when the last run has ended. Keys that wait
   * for a retry are dropped.
   */
  stop(stopped: () => void = () => {}): void {
    this.queue.shutDown();
    if (this.isRunning) {
      this.#stopped.push(stopped);
    } else {
      stopped();
    }
  }

  /** {@link stop} as a promise, and at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return new Promise((resolve) => {
      this.stop(resolve);
    });
  }

  #workerEnded(): void {
    this.#running -= 1;
    if (this.#running > 0) return;
    for (const stopped of this.#stopped.splice(0)) stopped();
  }
}
