import {
  BucketRateLimiter,
  DelayingQueue,
  defaultControllerRateLimiter,
  defaultItemBasedRateLimiter,
  type HistogramMetric,
  ItemExponentialFailureRateLimiter,
  ItemFastSlowRateLimiter,
  MaxOfRateLimiter,
  type RateLimiter,
  RateLimitingQueue,
  WithMaxWaitRateLimiter,
  WorkQueue,
} from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { QueueGauges } from "../simulate/work-queue/queue-gauges.ts";

/** A rate limiter as the vectors describe it. */
export interface WorkqueueLimiter {
  readonly type: string;
  readonly baseMs?: number;
  readonly maxMs?: number;
  readonly fastMs?: number;
  readonly slowMs?: number;
  readonly maxFast?: number;
  readonly qps?: number;
  readonly burst?: number;
  readonly of?: readonly WorkqueueLimiter[];
}

/** One operation and what the real work queue answered. What is absent is zero, false or empty. */
export interface WorkqueueOperation {
  readonly op: string;
  readonly item?: string;
  readonly ms?: number;
  readonly get?: number;
  readonly drain?: number;
  readonly delayNs?: number;
  readonly n?: number;
  readonly len?: number;
  readonly shuttingDown?: boolean;
  readonly resolved?: readonly {
    readonly get: number;
    readonly item?: string;
    readonly shutdown?: boolean;
  }[];
  readonly drainReturned?: readonly number[];
}

/** One sequence of `workqueue.json`. */
export interface WorkqueueSequence {
  readonly name: string;
  readonly kind: string;
  readonly metrics?: boolean;
  readonly limiter?: WorkqueueLimiter;
  readonly ops: readonly WorkqueueOperation[];
  readonly finalMetrics?: {
    readonly depth?: number;
    readonly adds?: number;
    readonly retries?: number;
    readonly latencyMs?: readonly number[];
    readonly workMs?: readonly number[];
  };
}

/**
 * Plays one sequence of golden work-queue operations against the queues and limiters of the core, in virtual time.
 * Answers one line for each difference; none when they agree.
 *
 * @throws Error for a sequence that names an unknown kind, limiter or operation.
 */
export function runWorkqueueSequence(sequence: WorkqueueSequence): string[] {
  const player = new SequencePlayer(sequence);
  for (const [index, operation] of sequence.ops.entries()) player.play(operation, index);
  player.checkMetrics();
  return player.differences;
}

class SequencePlayer {
  readonly differences: string[] = [];
  readonly #simulation = new Simulation({ startAt: 0 });
  readonly #sequence: WorkqueueSequence;
  readonly #metrics = new RecordingMetrics();
  readonly #limiter: RateLimiter | undefined;
  readonly #queue: WorkQueue | DelayingQueue | RateLimitingQueue | undefined;
  readonly #delayToleranceNs: number;
  #place = "";
  #resolved: string[] = [];
  #drainReturned: number[] = [];

  constructor(sequence: WorkqueueSequence) {
    this.#sequence = sequence;
    const { limiter, kind } = sequence;
    if (limiter !== undefined) this.#limiter = createLimiter(this.#simulation, limiter);
    this.#delayToleranceNs = limiter !== undefined && hasBucket(limiter) ? 1000 : 0;
    this.#queue = kind === "limiter" ? undefined : this.#createQueue(kind);
  }

  play(operation: WorkqueueOperation, index: number): void {
    this.#place = `op ${index} ${operation.op}`;
    this.#resolved = [];
    this.#drainReturned = [];
    this.#perform(operation);
    this.#simulation.runReady();
    if (this.#queue === undefined) return;
    this.#compare("len", operation.len ?? 0, this.#queue.length);
    this.#compare("shuttingDown", operation.shuttingDown ?? false, this.#queue.isShuttingDown);
    this.#compare("resolved", (operation.resolved ?? []).map(resolutionText), this.#resolved);
    this.#compare("drainReturned", operation.drainReturned ?? [], this.#drainReturned);
  }

  checkMetrics(): void {
    const expected = this.#sequence.finalMetrics;
    if (expected === undefined) return;
    this.#place = "finalMetrics";
    const metrics = this.#metrics;
    this.#compare("depth", expected.depth ?? 0, metrics.depth);
    this.#compare("adds", expected.adds ?? 0, metrics.adds);
    this.#compare("retries", expected.retries ?? 0, metrics.retries);
    this.#compare("latencyMs", expected.latencyMs ?? [], metrics.latencyMs);
    this.#compare("workMs", expected.workMs ?? [], metrics.workMs);
  }

  #createQueue(kind: string): WorkQueue | DelayingQueue | RateLimitingQueue {
    const options =
      this.#sequence.metrics === true ? { name: "queue", metricsProvider: this.#metrics } : {};
    switch (kind) {
      case "basic":
        return new WorkQueue(this.#simulation, options);
      case "delaying":
        return new DelayingQueue(this.#simulation, options);
      case "ratelimiting":
        return new RateLimitingQueue(
          this.#simulation,
          this.#limiter === undefined ? options : { ...options, rateLimiter: this.#limiter },
        );
      default:
        throw new Error(`unknown kind ${kind}; expected basic, delaying, ratelimiting or limiter`);
    }
  }

  #perform(operation: WorkqueueOperation): void {
    const { op, item = "", ms = 0 } = operation;
    const queue = this.#queue;
    if (op === "advance") {
      this.#simulation.advanceBy(ms);
    } else if (op === "when") {
      this.#compareDelay(operation, this.#required(this.#limiter, op).when(item));
    } else if (queue === undefined && (op === "forget" || op === "numRequeues")) {
      this.#askFailures(operation, this.#required(this.#limiter, op), item);
    } else if (queue === undefined) {
      throw new Error(`${this.#place}: not possible with a limiter alone`);
    } else if (queue instanceof RateLimitingQueue && op === "addRateLimited") {
      this.#compareDelay(operation, queue.addRateLimited(item));
    } else if (queue instanceof RateLimitingQueue && (op === "forget" || op === "numRequeues")) {
      this.#askFailures(operation, queue, item);
    } else if (!(queue instanceof WorkQueue) && op === "addAfter") {
      queue.addAfter(item, ms);
    } else {
      this.#performBasic(operation, queue);
    }
  }

  #performBasic(
    operation: WorkqueueOperation,
    queue: WorkQueue | DelayingQueue | RateLimitingQueue,
  ): void {
    const { op, item = "", get = 0, drain = 0 } = operation;
    switch (op) {
      case "add":
        queue.add(item);
        return;
      case "done":
        queue.done(item);
        return;
      case "get":
        queue.get((got) => {
          this.#resolved.push(
            resolutionText(got === undefined ? { get, shutdown: true } : { get, item: got }),
          );
        });
        return;
      case "shutDown":
        queue.shutDown();
        return;
      case "shutDownWithDrain":
        queue.shutDownWithDrain(() => this.#drainReturned.push(drain));
        return;
      default:
        throw new Error(
          `${this.#place}: unknown operation for a queue of kind ${this.#sequence.kind}`,
        );
    }
  }

  #askFailures(
    operation: WorkqueueOperation,
    asked: { forget(item: string): void; numRequeues(item: string): number },
    item: string,
  ): void {
    if (operation.op === "forget") {
      asked.forget(item);
    } else {
      this.#compare("n", operation.n ?? 0, asked.numRequeues(item));
    }
  }

  #required<T>(value: T | undefined, op: string): T {
    if (value === undefined) throw new Error(`${this.#place}: ${op} needs a limiter`);
    return value;
  }

  #compareDelay(operation: WorkqueueOperation, delayMs: number): void {
    const expectedNs = operation.delayNs ?? 0;
    // Both ways: a large delay is exact in milliseconds, a small one in nanoseconds.
    if (delayMs === expectedNs / 1e6) return;
    if (Math.abs(toNanoseconds(delayMs) - expectedNs) <= this.#delayToleranceNs) return;
    this.#differ("delayNs", expectedNs, delayMs * 1e6);
  }

  #compare(field: string, expected: unknown, actual: unknown): void {
    if (JSON.stringify(expected) !== JSON.stringify(actual)) this.#differ(field, expected, actual);
  }

  #differ(field: string, expected: unknown, actual: unknown): void {
    this.differences.push(
      `${this.#place}: expected ${field} ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`,
    );
  }
}

/** What a queue counts, and how long each key waited and was worked on. */
class RecordingMetrics extends QueueGauges {
  readonly latencyMs: number[] = [];
  readonly workMs: number[] = [];

  override newLatencyMetric(): HistogramMetric {
    return wholeMilliseconds(this.latencyMs);
  }

  override newWorkDurationMetric(): HistogramMetric {
    return wholeMilliseconds(this.workMs);
  }
}

/** The vectors hold whole milliseconds, while limiters of a microsecond make items wait for fractions. */
function wholeMilliseconds(list: number[]): HistogramMetric {
  return { observe: (seconds) => void list.push(Math.round(seconds * 1000)) };
}

function createLimiter(simulation: Simulation, limiter: WorkqueueLimiter): RateLimiter {
  const {
    baseMs = 0,
    maxMs = 0,
    fastMs = 0,
    slowMs = 0,
    maxFast = 0,
    qps = 0,
    burst = 0,
    of = [],
  } = limiter;
  const inner = of.map((each) => createLimiter(simulation, each));
  switch (limiter.type) {
    case "exponential":
      return new ItemExponentialFailureRateLimiter({ baseDelayMs: baseMs, maxDelayMs: maxMs });
    case "fastSlow":
      return new ItemFastSlowRateLimiter({
        fastDelayMs: fastMs,
        slowDelayMs: slowMs,
        maxFastAttempts: maxFast,
      });
    case "bucket":
      return new BucketRateLimiter(simulation, { qps, burst });
    case "maxOf":
      return new MaxOfRateLimiter(...inner);
    case "withMaxWait":
      return new WithMaxWaitRateLimiter(inner[0] ?? new MaxOfRateLimiter(), maxMs);
    case "defaultController":
      return defaultControllerRateLimiter(simulation);
    case "defaultItemBased":
      return defaultItemBasedRateLimiter();
    default:
      throw new Error(`unknown limiter ${limiter.type}`);
  }
}

function hasBucket(limiter: WorkqueueLimiter): boolean {
  return (
    limiter.type === "bucket" ||
    limiter.type === "defaultController" ||
    (limiter.of ?? []).some(hasBucket)
  );
}

function resolutionText(resolution: { get: number; item?: string; shutdown?: boolean }): string {
  return `get ${resolution.get}: ${resolution.shutdown === true ? "shutdown" : resolution.item}`;
}

function toNanoseconds(ms: number): number {
  return Math.round(ms * 1e6);
}
