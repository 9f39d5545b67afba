import type { Counter, Gauge, Histogram, MetricLabels } from "@informerlab/core";
import type { ServerRegistry } from "../../metrics/server-registry.ts";
import type { Flow } from "../flow.ts";
import { seatsOf, type Visitor } from "../visitor.ts";
import { flowBounds, flowFamilies } from "./flow-metric-families.ts";

/** What is counted of one flow schema at one level. Looking a metric up costs more than counting, so each is kept. */
class FlowSeries {
  readonly labels: MetricLabels;
  readonly #registry: ServerRegistry;
  #dispatched: Counter | undefined;
  #executing: Gauge | undefined;
  #seatsExecuting: Gauge | undefined;
  #inQueue: Gauge | undefined;
  #seatsInQueue: Gauge | undefined;
  #waited: Histogram | undefined;
  #regular: Histogram | undefined;
  #estimated: Histogram | undefined;
  #watchers: Histogram | undefined;
  #queueLength: Histogram | undefined;

  constructor(registry: ServerRegistry, labels: MetricLabels) {
    this.#registry = registry;
    this.labels = labels;
  }

  get dispatched(): Counter {
    this.#dispatched ??= this.#registry.counter(flowFamilies.dispatched, this.labels);
    return this.#dispatched;
  }

  get executing(): Gauge {
    this.#executing ??= this.#registry.gauge(flowFamilies.executing, this.labels);
    return this.#executing;
  }

  get seatsExecuting(): Gauge {
    this.#seatsExecuting ??= this.#registry.gauge(flowFamilies.seatsExecuting, this.labels);
    return this.#seatsExecuting;
  }

  get inQueue(): Gauge {
    this.#inQueue ??= this.#registry.gauge(flowFamilies.inQueue, this.labels);
    return this.#inQueue;
  }

  get seatsInQueue(): Gauge {
    this.#seatsInQueue ??= this.#registry.gauge(flowFamilies.seatsInQueue, this.labels);
    return this.#seatsInQueue;
  }

  /** Those that were served in the end. */
  get waited(): Histogram {
    this.#waited ??= this.histogram("waited", { execute: "true" });
    return this.#waited;
  }

  /** Those that are no watches. */
  get regular(): Histogram {
    this.#regular ??= this.histogram("executed", { type: "regular" });
    return this.#regular;
  }

  get estimated(): Histogram {
    this.#estimated ??= this.histogram("estimatedSeats");
    return this.#estimated;
  }

  get watchers(): Histogram {
    this.#watchers ??= this.histogram("watchers");
    return this.#watchers;
  }

  get queueLength(): Histogram {
    this.#queueLength ??= this.histogram("queueLength");
    return this.#queueLength;
  }

  count(name: "rejected" | "notAccommodated", more: MetricLabels = {}): void {
    this.#registry.counter(flowFamilies[name], { ...this.labels, ...more }).inc();
  }

  histogram(name: keyof typeof boundsOf, more: MetricLabels = {}): Histogram {
    const pairs = Object.entries({ ...this.labels, ...more });
    const labels = Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
    return this.#registry.histogram(flowFamilies[name], boundsOf[name], labels);
  }
}

const boundsOf = {
  queueLength: flowBounds.queueLength,
  waited: flowBounds.seconds,
  executed: flowBounds.seconds,
  watchers: flowBounds.watchers,
  estimatedSeats: flowBounds.estimatedSeats,
} as const;

/** Counts what becomes of requests before they are served. */
export class FlowMetrics {
  readonly registry: ServerRegistry;
  readonly #series = new WeakMap<Flow, FlowSeries>();

  constructor(registry: ServerRegistry) {
    this.registry = registry;
  }

  /** How many are interested in what a request may change; undefined: it changes nothing. */
  estimated(visitor: Visitor, watchers: number | undefined): void {
    const series = this.#of(visitor.flow);
    if (watchers !== undefined) series.watchers.observe(watchers);
    series.estimated.observe(seatsOf(visitor));
  }

  rejected(flow: Flow, reason: string): void {
    const series = this.#of(flow);
    series.count("rejected", { reason });
    series.histogram("waited", { execute: "false" }).observe(0);
  }

  queueLength(flow: Flow, length: number): void {
    this.#of(flow).queueLength.observe(length);
  }

  enqueued(visitor: Visitor): void {
    const { inQueue, seatsInQueue } = this.#of(visitor.flow);
    inQueue.inc();
    seatsInQueue.set(seatsInQueue.value + seatsOf(visitor));
  }

  dequeued(visitor: Visitor): void {
    const { inQueue, seatsInQueue } = this.#of(visitor.flow);
    inQueue.dec();
    seatsInQueue.set(seatsInQueue.value - seatsOf(visitor));
  }

  begun(visitor: Visitor, now: number, isExempt: boolean): void {
    const series = this.#of(visitor.flow);
    const { seatsExecuting } = series;
    series.dispatched.inc();
    series.executing.inc();
    seatsExecuting.set(seatsExecuting.value + seatsOf(visitor));
    if (!isExempt) series.waited.observe(secondsSince(visitor.arrivedAt, now));
  }

  gaveUp(visitor: Visitor, now: number): void {
    const series = this.#of(visitor.flow);
    series.count("rejected", { reason: "time-out" });
    // As the real server says of whoever was once in a queue.
    series.waited.observe(secondsSince(visitor.arrivedAt, now));
  }

  finished(visitor: Visitor, now: number): void {
    const series = this.#of(visitor.flow);
    const { seatsExecuting } = series;
    series.executing.dec();
    seatsExecuting.set(seatsExecuting.value - seatsOf(visitor));
    const executed = visitor.isWatch
      ? series.histogram("executed", { type: "watch" })
      : series.regular;
    executed.observe(secondsSince(visitor.begunAt ?? now, now));
  }

  notAccommodated(flow: Flow): void {
    this.#of(flow).count("notAccommodated");
  }

  #of(flow: Flow): FlowSeries {
    let series = this.#series.get(flow);
    if (series === undefined) {
      const { flowSchema, priorityLevel } = flow.names;
      const labels = { flow_schema: flowSchema, priority_level: priorityLevel };
      series = new FlowSeries(this.registry, labels);
      this.#series.set(flow, series);
    }
    return series;
  }
}

function secondsSince(earlier: number, now: number): number {
  return Math.max(0, now - earlier) / 1000;
}
