import type { GaugeMetric, WorkQueueMetricsProvider } from "@informerlab/core";

/** What one work queue says of itself by its metrics, kept so that it can be read. */
export class QueueGauges implements WorkQueueMetricsProvider {
  adds = 0;
  retries = 0;
  depth = 0;
  /** Keys that were handed out, and for how long they had waited, all together. */
  readonly waits: { count: number; seconds: number } = { count: 0, seconds: 0 };
  /** Keys that were done, and how long that took, all together. */
  readonly works: { count: number; seconds: number } = { count: 0, seconds: 0 };

  newAddsMetric(): { inc(): void } {
    return {
      inc: () => {
        this.adds += 1;
      },
    };
  }

  newRetriesMetric(): { inc(): void } {
    return {
      inc: () => {
        this.retries += 1;
      },
    };
  }

  newDepthMetric(): GaugeMetric {
    return {
      inc: () => {
        this.depth += 1;
      },
      dec: () => {
        this.depth -= 1;
      },
      set: (value) => {
        this.depth = value;
      },
    };
  }

  newLatencyMetric(): { observe(seconds: number): void } {
    return summing(this.waits);
  }

  newWorkDurationMetric(): { observe(seconds: number): void } {
    return summing(this.works);
  }

  newUnfinishedWorkSecondsMetric(): GaugeMetric {
    return unread;
  }

  newLongestRunningProcessorSecondsMetric(): GaugeMetric {
    return unread;
  }
}

function summing(sum: { count: number; seconds: number }): { observe(seconds: number): void } {
  return {
    observe: (seconds) => {
      sum.count += 1;
      sum.seconds += seconds;
    },
  };
}

/** Ages, refreshed twice a second: they say nothing exact. */
const unread: GaugeMetric = { inc: () => undefined, dec: () => undefined, set: () => undefined };
