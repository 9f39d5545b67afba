import {
  type GaugeMetric,
  RateLimitingQueue,
  type WorkQueueMetricsProvider,
} from "@informerlab/core";
import type { PlantedBug } from "./planted-bug.ts";

/** Mistakes that show only where something lasts: trouble, a drain, work on one key. */
export const lastingBugs: readonly PlantedBug[] = [
  {
    name: "waits-without-chance",
    title: {
      en: "Nothing is added to a wait by chance: all who lost the same server come back at one instant.",
      "zh-CN": "等待时间没有随机成分：失去同一服务器的所有客户端会在同一刻回来。",
    },
    caughtBy: ["P2"],
    budget: 20_000,
    parts: () => ({
      alterOptions: (options) => ({ ...options, backoff: { jitter: 0 } }),
    }),
  },
  {
    name: "told-once-for-ever",
    title: {
      en: "Who was told of a trouble is never told of it again, however long it lasts.",
      "zh-CN": "故障告知过一次便不再告知，无论持续多久。",
    },
    caughtBy: ["P15"],
    budget: 20_000,
    parts: () => ({
      alterOptions: ({ watchErrorHandler, ...options }) => {
        const told = new Set<string>();
        return {
          ...options,
          watchErrorHandler: (error) => {
            const words = String(error).replace(/[0-9]+/g, "0");
            if (!told.has(words)) watchErrorHandler?.(error);
            told.add(words);
          },
        };
      },
    }),
  },
  {
    name: "second-try-whole",
    title: {
      en: "The list without a version, after one that was refused, asks for everything at once instead of for pages.",
      "zh-CN": "带版本的列举被拒绝之后，不带版本的那次没有分页，而是一次要求全部。",
    },
    caughtBy: ["P14"],
    budget: 20_000,
    parts: () => ({
      informer: () => ({
        wrapListerWatcher: (inner) => ({
          ...inner,
          watch: (options, observer) => inner.watch(options, observer),
          list: ({ limit, ...options }, done, waiting) => {
            const isFirstPage = options.resourceVersion === "" && options.continue === undefined;
            const paged = isFirstPage || limit === undefined ? options : { ...options, limit };
            return inner.list(paged, done, waiting);
          },
        }),
      }),
    }),
  },
  {
    name: "drain-waits-for-the-waiting",
    title: {
      en: "A drain is over only when no key waits any more: who drains with no worker left waits for ever.",
      "zh-CN": "只有没有键在排队时 drain 才结束：没有工作协程时会永远等下去。",
    },
    caughtBy: ["Q8"],
    budget: 20_000,
    parts: () => ({
      createWorkQueue: (environment, options) => new Thorough(environment, options),
    }),
  },
  {
    name: "ages-unsaid",
    title: {
      en: "The metrics never say for how long a key is under way: work that hangs shows nowhere.",
      "zh-CN": "指标从不报告键已处理多久：卡住的处理无处可见。",
    },
    caughtBy: ["Q12"],
    budget: 20_000,
    parts: () => ({
      createWorkQueue: (environment, { metricsProvider, ...options }) =>
        new RateLimitingQueue(
          environment,
          metricsProvider === undefined
            ? options
            : { ...options, metricsProvider: withoutAges(metricsProvider) },
        ),
    }),
  },
  {
    name: "last-age-stays",
    title: {
      en: "When the last key is done the metrics go on saying how long it was under way: an idle queue looks stuck.",
      "zh-CN": "最后一个键处理完后，指标仍报告它的处理时长：空闲的队列看起来像是卡住了。",
    },
    caughtBy: ["Q12"],
    budget: 10_000,
    parts: () => ({
      createWorkQueue: (environment, { metricsProvider, ...options }) =>
        new RateLimitingQueue(
          environment,
          metricsProvider === undefined
            ? options
            : { ...options, metricsProvider: withLastAge(metricsProvider) },
        ),
    }),
  },
];

/** Tells of the end of a drain when the last key was taken. */
class Thorough extends RateLimitingQueue {
  readonly #drained: (() => void)[] = [];

  override shutDownWithDrain(drained: () => void = () => {}): void {
    super.shutDownWithDrain(() => {
      this.#drained.push(drained);
      this.#tell();
    });
  }

  override done(item: string): void {
    super.done(item);
    this.#tell();
  }

  #tell(): void {
    if (this.length > 0) return;
    for (const drained of this.#drained.splice(0)) drained();
  }
}

function withLastAge(provider: WorkQueueMetricsProvider): WorkQueueMetricsProvider {
  const everMore = (gauge: GaugeMetric): GaugeMetric => ({
    inc: () => gauge.inc(),
    dec: () => gauge.dec(),
    set: (seconds) => {
      if (seconds > 0) gauge.set(seconds);
    },
  });
  return {
    ...withoutAges(provider),
    newUnfinishedWorkSecondsMetric: (name) =>
      everMore(provider.newUnfinishedWorkSecondsMetric(name)),
    newLongestRunningProcessorSecondsMetric: (name) =>
      everMore(provider.newLongestRunningProcessorSecondsMetric(name)),
  };
}

function withoutAges(provider: WorkQueueMetricsProvider): WorkQueueMetricsProvider {
  const silent = { inc: () => {}, dec: () => {}, set: () => {} };
  return {
    newAddsMetric: (name) => provider.newAddsMetric(name),
    newRetriesMetric: (name) => provider.newRetriesMetric(name),
    newDepthMetric: (name) => provider.newDepthMetric(name),
    newLatencyMetric: (name) => provider.newLatencyMetric(name),
    newWorkDurationMetric: (name) => provider.newWorkDurationMetric(name),
    newUnfinishedWorkSecondsMetric: () => silent,
    newLongestRunningProcessorSecondsMetric: () => silent,
  };
}
