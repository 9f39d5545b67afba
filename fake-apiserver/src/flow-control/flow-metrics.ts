import type { Counter, Gauge, Histogram, MetricLabels } from "@informerlab/core";
import type { ServerRegistry } from "../metrics/server-registry.ts";
import type { Flow } from "./flow.ts";
import { flowBounds, flowFamilies } from "./flow-metric-families.ts";
import { seatsOf, type Visitor } from "./visitor.ts";

/** What is counted of one flow schema at one level. */
class FlowSeries {
  readonly labels: MetricLabels;
  readonly #registry: ServerRegistry;
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, Histogram>();

  constructor(registry: ServerRegistry, labels: MetricLabels) {
    this.#registry = registry;
    this.labels = labels;
  }

  count(name: "rejected" | "dispatched" | "notAccommodated", more: MetricLabels = {}): void {
    const key = `${name} ${more["reason"] ?? ""}`;
    const counter =
      this.#counters.get(key) ??
      this.#registry.counter(flowFamilies[name], { ...this.labels, ...more });
    this.#counters.set(key, counter);
    counter.inc();
  }

  add(name: "inQueue" | "seatsInQueue" | "executing" | "seatsExecuting", by: number): void {
    const gauge = this.#gauges.get(name) ?? this.#registry.gauge(flowFamilies[name], this.labels);
    this.#gauges.set(name, gauge);
    gauge.set(gauge.value + by);
  }

  observe(
    name: "queueLength" | "waited" | "executed" | "watchers" | "estimatedSeats",
    value: number,
    more: MetricLabels = {},
  ): void {
    const key = `${name} ${Object.values(more).join()}`;
    const histogram =
      this.#histograms.get(key) ??
      this.#registry.histogram(flowFamilies[name], boundsOf[name], this.#labelsWith(more));
    this.#histograms.set(key, histogram);
    histogram.observe(value);
  }

  /** In the order of their names. */
  #labelsWith(more: MetricLabels): MetricLabels {
    const pairs = Object.entries({ ...this.labels, ...more });
    return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
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
    if (watchers !== undefined) series.observe("watchers", watchers);
    series.observe("estimatedSeats", seatsOf(visitor));
  }

  rejected(flow: Flow, reason: string): void {
    const series = this.#of(flow);
    series.count("rejected", { reason });
    series.observe("waited", 0, { execute: "false" });
  }

  queueLength(flow: Flow, length: number): void {
    this.#of(flow).observe("queueLength", length);
  }

  enqueued(visitor: Visitor): void {
    const series = this.#of(visitor.flow);
    series.add("inQueue", 1);
    series.add("seatsInQueue", seatsOf(visitor));
  }

  dequeued(visitor: Visitor): void {
    const series = this.#of(visitor.flow);
    series.add("inQueue", -1);
    series.add("seatsInQueue", -seatsOf(visitor));
  }

  begun(visitor: Visitor, now: number, isExempt: boolean): void {
    const series = this.#of(visitor.flow);
    series.count("dispatched");
    series.add("executing", 1);
    series.add("seatsExecuting", seatsOf(visitor));
    if (!isExempt)
      series.observe("waited", secondsSince(visitor.arrivedAt, now), { execute: "true" });
  }

  gaveUp(visitor: Visitor, now: number): void {
    const series = this.#of(visitor.flow);
    series.count("rejected", { reason: "time-out" });
    // As the real server says of whoever was once in a queue.
    series.observe("waited", secondsSince(visitor.arrivedAt, now), { execute: "true" });
  }

  finished(visitor: Visitor, now: number): void {
    const series = this.#of(visitor.flow);
    series.add("executing", -1);
    series.add("seatsExecuting", -seatsOf(visitor));
    const seconds = secondsSince(visitor.begunAt ?? now, now);
    series.observe("executed", seconds, { type: visitor.isWatch ? "watch" : "regular" });
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
