/** Goes up. */
export interface CounterMetric {
  inc(): void;
}

/** Goes up and down. */
export interface GaugeMetric {
  inc(): void;
  dec(): void;
  set(value: number): void;
}

/** Counts observations by size. */
export interface HistogramMetric {
  observe(value: number): void;
}

/**
 * Makes the metrics of one named queue (WM-1). Durations are in seconds, as in client-go.
 *
 * @see client-go util/workqueue/metrics.go (MetricsProvider)
 */
export interface WorkQueueMetricsProvider {
  newDepthMetric(name: string): GaugeMetric;
  newAddsMetric(name: string): CounterMetric;
  newLatencyMetric(name: string): HistogramMetric;
  newWorkDurationMetric(name: string): HistogramMetric;
  newUnfinishedWorkSecondsMetric(name: string): GaugeMetric;
  newLongestRunningProcessorSecondsMetric(name: string): GaugeMetric;
  newRetriesMetric(name: string): CounterMetric;
}
