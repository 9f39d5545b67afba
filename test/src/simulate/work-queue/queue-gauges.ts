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
  /** How long keys under way have been worked on, the longest and all together, and when that was said. */
  readonly ages: { saidAt: number; longestSeconds: number; allSeconds: number } = {
    saidAt: Number.NEGATIVE_INFINITY,
    longestSeconds: 0,
    allSeconds: 0,
  };
  readonly #now: () => number;

  constructor(now: () => number = () => 0) {
    this.#now = now;
  }

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
    return this.#told((seconds) => {
      this.ages.allSeconds = seconds;
    });
  }

  newLongestRunningProcessorSecondsMetric(): GaugeMetric {
    return this.#told((seconds) => {
      this.ages.longestSeconds = seconds;
    });
  }

  #told(set: (seconds: number) => void): GaugeMetric {
    return {
      inc: () => undefined,
      dec: () => undefined,
      set: (seconds) => {
        this.ages.saidAt = this.#now();
        set(seconds);
      },
    };
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
