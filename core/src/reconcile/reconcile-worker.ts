import type { Environment } from "../environment/environment.ts";
import { type Lane, lane } from "../environment/scheduler.ts";
import type { RateLimitingQueue } from "../workqueue/rate-limiting-queue.ts";
import type { ReconcileLoopOptions } from "./reconcile-loop-options.ts";
import {
  type ReconcileContext,
  type ReconcileFailure,
  type ReconcileResult,
  TerminalError,
} from "./reconciler.ts";

/** One worker on one lane: takes a key, runs it to its end, takes the next. */
export class ReconcileWorker {
  readonly #environment: Environment;
  readonly #queue: RateLimitingQueue;
  readonly #options: ReconcileLoopOptions;
  readonly #name: string;
  readonly #lane: Lane;

  constructor(
    environment: Environment,
    queue: RateLimitingQueue,
    options: ReconcileLoopOptions,
    number: number,
  ) {
    this.#environment = environment;
    this.#queue = queue;
    this.#options = options;
    this.#name = `worker-${number}`;
    this.#lane = lane(`worker/${options.name}/${number}`);
  }

  /** Works until the queue is shut down and empty; then calls `ended`. */
  run(ended: () => void): void {
    this.#queue.get((key) => {
      if (key === undefined) {
        ended();
      } else {
        this.#reconcile(key, () => this.run(ended));
      }
    }, this.#lane);
  }

  #reconcile(key: string, next: () => void): void {
    const { trace, scheduler } = this.#environment;
    const { name: queue } = this.#queue;
    const started = trace.emit?.({ kind: "reconcile.started", queue, worker: this.#name, key });
    // A rate limiter or an order of the program's own may throw: that costs no worker.
    const attempt = (step: () => void): void => {
      try {
        step();
      } catch (error) {
        scheduler.report(error, this.#lane);
      }
    };
    const settled = (result: PromiseSettledResult<unknown>): void => {
      attempt(() => this.#judge(key, result, started));
      attempt(() => this.#queue.done(key));
      next();
    };
    let returned: ReturnType<ReconcileLoopOptions["reconcile"]>;
    try {
      returned = this.#options.reconcile(key, this.#contextOf(key, started));
    } catch (reason) {
      settled({ status: "rejected", reason });
      return;
    }
    if (isPromise(returned)) {
      scheduler.settle(this.#lane, returned, settled);
    } else {
      settled({ status: "fulfilled", value: returned });
    }
  }

  #contextOf(key: string, started: number | undefined): ReconcileContext {
    return {
      key,
      worker: this.#name,
      lane: this.#lane,
      failures: this.#queue.numRequeues(key),
      read: (ref) => {
        const { name: queue } = this.#queue;
        const fact = { kind: "reconcile.read", queue, worker: this.#name, key } as const;
        this.#environment.trace.emit?.(ref === undefined ? fact : { ...fact, ref }, started);
      },
    };
  }

  #judge(key: string, result: PromiseSettledResult<unknown>, started: number | undefined): void {
    if (result.status === "rejected") {
      this.#fail(key, result.reason, started);
      return;
    }
    const { requeueAfterMs } = (result.value ?? {}) as ReconcileResult;
    if (Number.isNaN(requeueAfterMs)) {
      const text = "requeueAfterMs must be a number of milliseconds, got NaN";
      this.#fail(key, new RangeError(text), started);
    } else {
      this.#succeed(key, requeueAfterMs, started);
    }
  }

  #succeed(key: string, requeueAfterMs: number | undefined, started: number | undefined): void {
    const { name: queue } = this.#queue;
    this.#environment.trace.emit?.(
      { kind: "reconcile.succeeded", queue, worker: this.#name, key },
      started,
    );
    this.#queue.forget(key);
    if (requeueAfterMs !== undefined) this.#queue.addAfter(key, requeueAfterMs);
  }

  #fail(key: string, error: unknown, started: number | undefined): void {
    const { maxRetries = Number.POSITIVE_INFINITY } = this.#options;
    const failures = this.#queue.numRequeues(key) + 1;
    const isGivenUp =
      error instanceof TerminalError || failures > maxRetries || this.#queue.isShuttingDown;
    let retryDelayMs: number | undefined;
    if (isGivenUp) {
      this.#queue.forget(key);
    } else {
      retryDelayMs = this.#queue.addRateLimited(key);
    }
    const retry = retryDelayMs === undefined ? {} : { retryDelayMs };
    const { name: queue } = this.#queue;
    this.#environment.trace.emit?.(
      { kind: "reconcile.failed", queue, worker: this.#name, key, error: textOf(error), ...retry },
      started,
    );
    this.#report({ key, worker: this.#name, error, failures, ...retry });
  }

  #report(failure: ReconcileFailure): void {
    const { onError, name } = this.#options;
    if (onError === undefined) {
      const { key, error, retryDelayMs } = failure;
      const next = retryDelayMs === undefined ? "it is given up" : `next try in ${retryDelayMs} ms`;
      const message = `reconcile loop ${name}: ${key} failed: ${textOf(error)}; ${next}`;
      this.#environment.warn?.(message, new Error(message, { cause: error }));
      return;
    }
    try {
      onError(failure);
    } catch (fromReporter) {
      this.#environment.scheduler.report(fromReporter, this.#lane);
    }
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === "function";
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
