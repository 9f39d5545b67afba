import type {
  CounterMetric,
  GaugeMetric,
  HistogramMetric,
  WorkQueueMetricsProvider,
} from "../workqueue/metrics-provider.ts";
import { exponentialBuckets } from "./metric.ts";
import type { MetricDescription, MetricsRegistry } from "./metrics-registry.ts";

const depth: MetricDescription = { name: "workqueue_depth", help: "Current depth of workqueue" };
const adds: MetricDescription = {
  name: "workqueue_adds_total",
  help: "Total number of adds handled by workqueue",
};
const queueDuration: MetricDescription = {
  name: "workqueue_queue_duration_seconds",
  help: "How long in seconds an item stays in workqueue before being requested.",
};
const workDuration: MetricDescription = {
  name: "workqueue_work_duration_seconds",
  help: "How long in seconds processing an item from workqueue takes.",
};
const unfinishedWork: MetricDescription = {
  name: "workqueue_unfinished_work_seconds",
  help: "Seconds of work in progress that work_duration has not observed yet. Large values mean stuck workers.",
};
const longestRunning: MetricDescription = {
  name: "workqueue_longest_running_processor_seconds",
  help: "For how many seconds the longest running processor of workqueue has been running.",
};
const retries: MetricDescription = {
  name: "workqueue_retries_total",
  help: "Total number of retries handled by workqueue",
};

/** @see component-base metrics/prometheus/workqueue */
const durationBounds = exponentialBuckets(10e-9, 10, 10);

/** Feeds the metrics of work queues into a registry, under client-go's names (WM-1), labelled by the queue's name. */
export class RegistryWorkQueueMetricsProvider implements WorkQueueMetricsProvider {
  readonly #registry: MetricsRegistry;

  constructor(registry: MetricsRegistry) {
    this.#registry = registry;
  }

  newDepthMetric(name: string): GaugeMetric {
    return this.#registry.gauge(depth, { name });
  }

  newAddsMetric(name: string): CounterMetric {
    return this.#registry.counter(adds, { name });
  }

  newLatencyMetric(name: string): HistogramMetric {
    return this.#registry.histogram(queueDuration, durationBounds, { name });
  }

  newWorkDurationMetric(name: string): HistogramMetric {
    return this.#registry.histogram(workDuration, durationBounds, { name });
  }

  newUnfinishedWorkSecondsMetric(name: string): GaugeMetric {
    return this.#registry.gauge(unfinishedWork, { name });
  }

  newLongestRunningProcessorSecondsMetric(name: string): GaugeMetric {
    return this.#registry.gauge(longestRunning, { name });
  }

  newRetriesMetric(name: string): CounterMetric {
    return this.#registry.counter(retries, { name });
  }
}
