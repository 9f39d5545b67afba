import {
  type Cancel,
  defaultControllerRateLimiter,
  type Environment,
  type HistogramMetric,
  lane,
  type QueueOrder,
  type RateLimiter,
  RateLimitingQueue,
  type RateLimitingQueueOptions,
  type WorkQueueMetricsProvider,
} from "@informerlab/core";
import type { ReplacementParts } from "../simulate/replacement-parts.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Mistakes in the work queue. */
export const workQueueBugs: readonly PlantedBug[] = [
  {
    name: "dirty-dropped-while-processing",
    title: {
      en: "A key added while it is being processed is forgotten: the change is lost.",
      "zh-CN": "处理期间加入的键被忘记：变更丢失。",
    },
    caughtBy: ["E1", "Q2"],
    budget: 20_000,
    parts: () => queue((...input) => new DroppingQueue(...input)),
  },
  {
    name: "parallel-key",
    title: {
      en: "A key added while it is being processed goes to another worker at once.",
      "zh-CN": "处理期间加入的键立即交给另一个工作协程。",
    },
    caughtBy: ["Q1", "Q3"],
    budget: 20_000,
    parts: () => queue((...input) => new ParallelQueue(...input)),
  },
  {
    name: "delay-latest-wins",
    title: {
      en: "Of two delays of one key the later one holds.",
      "zh-CN": "同一个键有两个延迟时，较晚的生效。",
    },
    caughtBy: ["Q6"],
    budget: 50_000,
    parts: () => queue((...input) => new LooseDelays(input, "latest-wins")),
  },
  {
    name: "add-cancels-delay",
    title: {
      en: "A plain add cancels the delay of the same key.",
      "zh-CN": "普通 add 取消了同一个键的延迟。",
    },
    ancestor: "kubernetes/kubernetes#112325",
    caughtBy: ["Q6"],
    budget: 50_000,
    parts: () => queue((...input) => new LooseDelays(input, "add-cancels")),
  },
  {
    name: "hot-key-keeps-its-place",
    title: {
      en: "A key that is added again while it waits keeps its place, however urgent it has become.",
      "zh-CN": "排队中的键再次加入时位置不变，不管它变得多紧急。",
    },
    caughtBy: ["Q3"],
    budget: 10_000,
    parts: () =>
      queue(
        (environment, { order, ...options }) =>
          new RateLimitingQueue(environment, {
            ...options,
            ...(order === undefined ? {} : { order: untouched(order) }),
          }),
      ),
  },
  {
    name: "last-in-first-out",
    title: {
      en: "The queue serves the newest key first.",
      "zh-CN": "队列先处理最新的键。",
    },
    caughtBy: ["Q3"],
    budget: 2000,
    parts: () =>
      queue(
        (environment, options) =>
          new RateLimitingQueue(environment, { ...options, order: new NewestFirst() }),
      ),
  },
  {
    name: "drain-too-early",
    title: {
      en: "A drain is said to be over while a key is still in processing.",
      "zh-CN": "仍有键在处理中，drain 就宣告结束。",
    },
    caughtBy: ["Q8"],
    budget: 20_000,
    parts: () => queue((...input) => new HastyDrain(...input)),
  },
  {
    name: "never-forgets",
    title: {
      en: "What was done is not forgotten: the failures of a key count for ever.",
      "zh-CN": "处理成功之后不被忘记：键的失败次数永远累计。",
    },
    ancestor: "kubernetes/kubernetes#110696",
    caughtBy: ["M4"],
    budget: 1000,
    parts: () => queue((...input) => new Unforgetting(...input)),
  },
  {
    name: "milliseconds-as-seconds",
    title: {
      en: "The metrics of a queue tell durations in milliseconds, as if they were seconds.",
      "zh-CN": "队列的指标把毫秒当作秒来报告时长。",
    },
    caughtBy: ["Q12"],
    budget: 2000,
    parts: () =>
      queue(
        (environment, { metricsProvider, ...options }) =>
          new RateLimitingQueue(environment, {
            ...options,
            ...(metricsProvider && { metricsProvider: inMilliseconds(metricsProvider) }),
          }),
      ),
  },
  {
    name: "key-dropped-at-the-end",
    title: {
      en: "A key that is asked for while it is worked on is forgotten once its queue takes no more.",
      "zh-CN": "处理期间再次被请求的键，在队列停止接收后被遗忘。",
    },
    caughtBy: ["Q7", "Q2", "E1"],
    budget: 20_000,
    parts: () => queue((...input) => new ForgettingAtTheEnd(...input)),
  },
  {
    name: "done-lost",
    title: {
      en: "Each third end of a processing is lost: its key is in processing for ever.",
      "zh-CN": "每三次处理就有一次的结束被丢失：该键永远停在处理中。",
    },
    caughtBy: ["Q10", "Q2"],
    budget: 5000,
    parts: () => queue((...input) => new LosingQueue(...input)),
  },
];

/** Hands out what was pushed last. */
class NewestFirst implements QueueOrder<string> {
  readonly #waiting: string[] = [];

  get length(): number {
    return this.#waiting.length;
  }

  touch(): void {
    // Its place stays.
  }

  push(key: string): void {
    this.#waiting.push(key);
  }

  pop(): string | undefined {
    return this.#waiting.pop();
  }
}

/** Tells all durations a thousand times too long. */
function inMilliseconds(inner: WorkQueueMetricsProvider): WorkQueueMetricsProvider {
  const told = (histogram: HistogramMetric): HistogramMetric => ({
    observe: (seconds) => histogram.observe(seconds * 1000),
  });
  return {
    newDepthMetric: (name) => inner.newDepthMetric(name),
    newAddsMetric: (name) => inner.newAddsMetric(name),
    newRetriesMetric: (name) => inner.newRetriesMetric(name),
    newUnfinishedWorkSecondsMetric: (name) => inner.newUnfinishedWorkSecondsMetric(name),
    newLongestRunningProcessorSecondsMetric: (name) =>
      inner.newLongestRunningProcessorSecondsMetric(name),
    newLatencyMetric: (name) => told(inner.newLatencyMetric(name)),
    newWorkDurationMetric: (name) => told(inner.newWorkDurationMetric(name)),
  };
}

/** Once it is shut down, a key that became dirty while it was worked on is let go. */
class ForgettingAtTheEnd extends RateLimitingQueue {
  override done(key: string): void {
    const before = this.length;
    super.done(key);
    if (!this.isShuttingDown || this.length <= before) return;
    const forgotten = this.tryGet();
    if (forgotten !== undefined) super.done(forgotten);
  }
}

class Unforgetting extends RateLimitingQueue {
  override forget(): void {
    // Nothing is let go of.
  }
}

class HastyDrain extends RateLimitingQueue {
  override shutDownWithDrain(drained?: () => void): void {
    super.shutDownWithDrain();
    drained?.();
  }
}

class LosingQueue extends RateLimitingQueue {
  #ends = 0;

  override done(key: string): void {
    this.#ends += 1;
    if (this.#ends % 3 !== 0) super.done(key);
  }
}

type Input = [environment: Environment, options: RateLimitingQueueOptions<string>];

class DroppingQueue extends RateLimitingQueue {
  readonly #processing = new Set<string>();

  override tryGet(): string | undefined {
    return this.#taken(super.tryGet());
  }

  override get(
    ...[waiter, lane]: Parameters<RateLimitingQueue["get"]>
  ): ReturnType<RateLimitingQueue["get"]> {
    return super.get((key) => waiter(this.#taken(key)), lane);
  }

  override add(key: string, cause?: number): void {
    if (!this.#processing.has(key)) super.add(key, cause);
  }

  override done(key: string): void {
    this.#processing.delete(key);
    super.done(key);
  }

  #taken(key: string | undefined): string | undefined {
    if (key !== undefined) this.#processing.add(key);
    return key;
  }
}

class ParallelQueue extends RateLimitingQueue {
  readonly #processing = new Set<string>();

  override get(
    ...[waiter, lane]: Parameters<RateLimitingQueue["get"]>
  ): ReturnType<RateLimitingQueue["get"]> {
    return super.get((key) => {
      if (key !== undefined) this.#processing.add(key);
      waiter(key);
    }, lane);
  }

  override add(key: string, cause?: number): void {
    // As if nobody had it: the next worker may take it.
    if (this.#processing.delete(key)) super.done(key);
    super.add(key, cause);
  }

  override done(key: string): void {
    if (this.#processing.delete(key)) super.done(key);
  }
}

/** Delays of its own making, of which one rule is broken. */
class LooseDelays extends RateLimitingQueue {
  readonly #environment: Environment;
  readonly #rateLimiter: RateLimiter;
  readonly #rule: "latest-wins" | "add-cancels";
  readonly #waiting = new Map<string, { readonly dueAt: number; readonly cancel: Cancel }>();

  constructor([environment, options]: Input, rule: "latest-wins" | "add-cancels") {
    const rateLimiter = options.rateLimiter ?? defaultControllerRateLimiter(environment);
    super(environment, { ...options, rateLimiter });
    this.#environment = environment;
    this.#rateLimiter = rateLimiter;
    this.#rule = rule;
  }

  override get waitingLength(): number {
    return this.#waiting.size;
  }

  override add(key: string, cause?: number): void {
    if (this.#rule === "add-cancels") this.#forget(key);
    super.add(key, cause);
  }

  override addRateLimited(key: string): number {
    const delayMs = this.#rateLimiter.when(key);
    this.addAfter(key, delayMs);
    return delayMs;
  }

  override addAfter(key: string, delayMs: number): void {
    const { clock, trace } = this.#environment;
    const dueAt = clock.now() + delayMs;
    const cause = trace.emit?.({
      kind: "workqueue.delayed",
      queue: this.name,
      key,
      delayMs,
      dueAt,
    });
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined && this.#rule === "add-cancels" && waiting.dueAt <= dueAt) return;
    this.#forget(key);
    const cancel = clock.after(delayMs, lane(`workqueue/${this.name}`), () => {
      this.#waiting.delete(key);
      super.add(key, cause);
    });
    this.#waiting.set(key, { dueAt, cancel });
  }

  #forget(key: string): void {
    this.#waiting.get(key)?.cancel();
    this.#waiting.delete(key);
  }
}

function queue(create: (...input: Input) => RateLimitingQueue): ReplacementParts {
  return { createWorkQueue: create };
}

function untouched(order: QueueOrder<string>): QueueOrder<string> {
  return {
    get length() {
      return order.length;
    },
    push: (key) => order.push(key),
    pop: () => order.pop(),
    touch: () => undefined,
  };
}
