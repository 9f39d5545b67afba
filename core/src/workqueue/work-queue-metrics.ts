import type { Clock } from "../environment/clock.ts";
import type { Cancel, Lane } from "../environment/scheduler.ts";
import type {
  CounterMetric,
  GaugeMetric,
  HistogramMetric,
  WorkQueueMetricsProvider,
} from "./metrics-provider.ts";

const updatePeriodMs = 500;

/** Measures one queue (WM-2). Items are known by their keys. */
export class WorkQueueMetrics {
  readonly #clock: Clock;
  readonly #lane: Lane;
  readonly #depth: GaugeMetric;
  readonly #adds: CounterMetric;
  readonly #latency: HistogramMetric;
  readonly #workDuration: HistogramMetric;
  readonly #unfinishedWorkSeconds: GaugeMetric;
  readonly #longestRunningProcessor: GaugeMetric;
  readonly #addedAt = new Map<unknown, number>();
  readonly #startedAt = new Map<unknown, number>();
  #cancelUpdate: Cancel | undefined;
  #isStopped = false;

  constructor(clock: Clock, lane: Lane, provider: WorkQueueMetricsProvider, name: string) {
    this.#clock = clock;
    this.#lane = lane;
    this.#depth = provider.newDepthMetric(name);
    this.#adds = provider.newAddsMetric(name);
    this.#latency = provider.newLatencyMetric(name);
    this.#workDuration = provider.newWorkDurationMetric(name);
    this.#unfinishedWorkSeconds = provider.newUnfinishedWorkSecondsMetric(name);
    this.#longestRunningProcessor = provider.newLongestRunningProcessorSecondsMetric(name);
  }

  /** An item became dirty. */
  added(key: unknown): void {
    this.#adds.inc();
    this.#depth.inc();
    if (!this.#addedAt.has(key)) this.#addedAt.set(key, this.#clock.now());
  }

  got(key: unknown): void {
    const now = this.#clock.now();
    this.#depth.dec();
    this.#startedAt.set(key, now);
    const addedAt = this.#addedAt.get(key);
    if (addedAt !== undefined) {
      this.#latency.observe((now - addedAt) / 1000);
      this.#addedAt.delete(key);
    }
    this.#scheduleUpdate();
  }

  done(key: unknown): void {
    const startedAt = this.#startedAt.get(key);
    if (startedAt === undefined) return;
    this.#workDuration.observe((this.#clock.now() - startedAt) / 1000);
    this.#startedAt.delete(key);
  }

  /** No gauge is refreshed after the queue was shut down. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelUpdate?.();
    this.#cancelUpdate = undefined;
  }

  /** The ages change only while something is processed, so no timer runs otherwise. */
  #scheduleUpdate(): void {
    if (this.#isStopped || this.#cancelUpdate !== undefined) return;
    this.#cancelUpdate = this.#clock.after(updatePeriodMs, this.#lane, () => {
      this.#cancelUpdate = undefined;
      this.#updateUnfinishedWork();
      if (this.#startedAt.size > 0) this.#scheduleUpdate();
    });
  }

  #updateUnfinishedWork(): void {
    const now = this.#clock.now();
    let total = 0;
    let oldest = 0;
    for (const startedAt of this.#startedAt.values()) {
      const age = (now - startedAt) / 1000;
      total += age;
      oldest = Math.max(oldest, age);
    }
    this.#unfinishedWorkSeconds.set(total);
    this.#longestRunningProcessor.set(oldest);
  }
}
