import type { Environment } from "../environment/environment.ts";
import type { WorkQueueMetricsProvider } from "../workqueue/metrics-provider.ts";
import type { RateLimiter } from "../workqueue/rate-limiter.ts";
import type {
  RateLimitingQueue,
  RateLimitingQueueOptions,
} from "../workqueue/rate-limiting-queue.ts";
import type { Reconcile, ReconcileFailure } from "./reconciler.ts";

/** Settings of a `ReconcileLoop`. */
export interface ReconcileLoopOptions {
  /** Names the loop, its queue and its workers in traces and metrics. */
  readonly name: string;
  readonly reconcile: Reconcile;
  /** Told of every run that failed. The key is retried whatever this does. @defaultValue `environment.warn` */
  readonly onError?: (failure: ReconcileFailure) => void;
  /** Workers; each has one key at a time and no two the same. @defaultValue 1 */
  readonly maxConcurrent?: number;
  /** Failures after which a key is given up until it is enqueued again. @defaultValue Infinity */
  readonly maxRetries?: number;
  /** @defaultValue defaultControllerRateLimiter */
  readonly rateLimiter?: RateLimiter;
  readonly metricsProvider?: WorkQueueMetricsProvider;
  /** Makes the queue; tests plant bugs here. @defaultValue the real one */
  readonly createQueue?: (
    environment: Environment,
    options: RateLimitingQueueOptions<string>,
  ) => RateLimitingQueue;
}
