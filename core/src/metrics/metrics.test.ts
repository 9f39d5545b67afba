import { expect, test } from "vitest";
import { lane } from "../environment/scheduler.ts";
import { Simulation } from "../simulation/simulation.ts";
import { RateLimitingQueue } from "../workqueue/rate-limiting-queue.ts";
import { collectInformerMetrics } from "./informer-metrics.ts";
import { exponentialBuckets } from "./metric.ts";
import { MetricsRegistry } from "./metrics-registry.ts";
import { prometheusText } from "./prometheus-text.ts";
import { RegistryWorkQueueMetricsProvider } from "./work-queue-metrics-provider.ts";

function createQueue(
  simulation: Simulation,
  registry: MetricsRegistry,
  name = "nodes",
): RateLimitingQueue {
  return new RateLimitingQueue(simulation, {
    name,
    metricsProvider: new RegistryWorkQueueMetricsProvider(registry),
  });
}

/** The value of one series of the exported text. */
function seriesValue(registry: MetricsRegistry, series: string): number {
  const line = prometheusText(registry)
    .split("\n")
    .find((each) => each.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1));
}

test("WM-1: a named queue has all seven metrics under client-go's names, an unnamed one none", () => {
  const simulation = new Simulation();
  const registry = new MetricsRegistry();
  createQueue(simulation, registry, "");
  expect(registry.families()).toEqual([]);
  createQueue(simulation, registry);

  expect(registry.families().map(({ name, type }) => `${name} ${type}`)).toEqual([
    "workqueue_adds_total counter",
    "workqueue_depth gauge",
    "workqueue_longest_running_processor_seconds gauge",
    "workqueue_queue_duration_seconds histogram",
    "workqueue_retries_total counter",
    "workqueue_unfinished_work_seconds gauge",
    "workqueue_work_duration_seconds histogram",
  ]);
});

test("WM-2: adds count when an item becomes dirty, depth from then to get, latency and work by the clock", () => {
  const simulation = new Simulation();
  const registry = new MetricsRegistry();
  const queue = createQueue(simulation, registry);
  const read = (name: string): number => seriesValue(registry, `workqueue_${name}{name="nodes"}`);
  queue.add("a");
  queue.add("a");
  expect([read("adds_total"), read("depth")]).toEqual([1, 1]);

  simulation.advanceBy(50);
  queue.tryGet();
  expect([read("depth"), read("queue_duration_seconds_sum")]).toEqual([0, 0.05]);

  simulation.advanceBy(25);
  queue.add("a");
  expect([read("adds_total"), read("depth")]).toEqual([2, 1]);
  simulation.advanceBy(10);
  queue.done("a");
  expect([read("work_duration_seconds_sum"), read("depth")]).toEqual([0.035, 1]);

  queue.tryGet();
  expect(read("queue_duration_seconds_count")).toBe(2);
  expect(read("queue_duration_seconds_sum")).toBeCloseTo(0.06, 10);
  queue.addRateLimited("b");
  expect(read("retries_total")).toBe(1);
});

test("WM-1: unfinished work is refreshed every 500 ms while something is in processing, and not after a shutdown", () => {
  const simulation = new Simulation();
  const registry = new MetricsRegistry();
  const queue = createQueue(simulation, registry);
  const read = (): readonly number[] =>
    ["unfinished_work_seconds", "longest_running_processor_seconds"].map((name) =>
      seriesValue(registry, `workqueue_${name}{name="nodes"}`),
    );
  for (const item of ["a", "b"]) queue.add(item);
  queue.tryGet();
  simulation.advanceBy(250);
  queue.tryGet();
  expect(read()).toEqual([0, 0]);
  simulation.advanceBy(250);
  expect(read()).toEqual([0.75, 0.5]);

  queue.done("a");
  queue.done("b");
  simulation.advanceBy(500);
  expect(read()).toEqual([0, 0]);
  expect(simulation.nextTimerAt).toBeUndefined();

  queue.add("c");
  queue.tryGet();
  queue.shutDown();
  simulation.advanceBy(5000);
  expect(read()).toEqual([0, 0]);
});

test("the exported text is what Prometheus reads: help, type, labels in quotes, cumulative buckets as Go prints them", () => {
  const registry = new MetricsRegistry();
  const histogram = registry.histogram({ name: "h_seconds", help: "one\ntwo" }, [1e-8, 0.5, 10], {
    name: 'a"b\\c',
  });
  for (const value of [0, 0.5, 3, 100]) histogram.observe(value);
  registry.gauge({ name: "g", help: "gauge" }).set(Number.POSITIVE_INFINITY);

  expect(prometheusText(registry)).toBe(
    [
      "# HELP g gauge",
      "# TYPE g gauge",
      "g +Inf",
      "# HELP h_seconds one\\ntwo",
      "# TYPE h_seconds histogram",
      'h_seconds_bucket{name="a\\"b\\\\c",le="1e-08"} 1',
      'h_seconds_bucket{name="a\\"b\\\\c",le="0.5"} 2',
      'h_seconds_bucket{name="a\\"b\\\\c",le="10"} 3',
      'h_seconds_bucket{name="a\\"b\\\\c",le="+Inf"} 4',
      'h_seconds_sum{name="a\\"b\\\\c"} 103.5',
      'h_seconds_count{name="a\\"b\\\\c"} 4',
      "",
    ].join("\n"),
  );
});

test("the buckets of queue durations are component-base's", () => {
  const registry = new MetricsRegistry();
  createQueue(new Simulation(), registry);
  const bounds = [
    ...prometheusText(registry).matchAll(/workqueue_work_duration_seconds_bucket.*le="([^"]+)"/g),
  ];

  expect(exponentialBuckets(1, 10, 3)).toEqual([1, 10, 100]);
  expect(bounds.map(([, le]) => le)).toEqual([
    "1e-08",
    "1e-07",
    "1e-06",
    "9.999999999999999e-06",
    "9.999999999999999e-05",
    "0.001",
    "0.01",
    "0.1",
    "1",
    "10",
    "+Inf",
  ]);
});

test("a name is one kind of metric, and asking twice answers the same one", () => {
  const registry = new MetricsRegistry();
  const counter = registry.counter({ name: "c", help: "" }, { name: "a" });

  expect(registry.counter({ name: "c", help: "" }, { name: "a" })).toBe(counter);
  expect(() => registry.gauge({ name: "c", help: "" })).toThrow(
    "metric c is a counter already, asked for as a gauge",
  );
});

test("WM-3, RF-44: informer and reflector metrics follow from the trace, until the informer stops", () => {
  const simulation = new Simulation();
  const registry = new MetricsRegistry();
  const stop = collectInformerMetrics(simulation.trace, registry);
  const informer = "deployments";
  const emit = (...facts: Parameters<NonNullable<typeof simulation.trace.emit>>[0][]): void => {
    simulation.post(lane("informer"), () => {
      for (const fact of facts) simulation.trace.emit?.(fact);
    });
    simulation.runReady();
  };
  emit({
    kind: "informer.started",
    informer,
    resource: "deployments.apps",
    version: "v1",
    queue: "real-atomic",
    resyncPeriodMs: 0,
    indexes: [],
  });
  emit({ kind: "reflector.list-requested", informer, options: {}, page: 1 });
  simulation.advanceBy(30);
  emit({ kind: "reflector.list-requested", informer, options: {}, page: 2 });
  simulation.advanceBy(20);
  emit({
    kind: "reflector.listed",
    informer,
    resourceVersion: "41",
    count: 700,
    isPaginated: true,
  });
  emit(
    { kind: "reflector.watch-requested", informer, options: {} },
    { kind: "reflector.watch-opened", informer },
  );
  emit({ kind: "queue.enqueued", informer, type: "ReplacedAll", length: 3 });
  emit(
    { kind: "queue.popped", informer, deltas: [], isBatch: false, isInitial: true, length: 2 },
    { kind: "store.bookmarked", informer, storeResourceVersion: "9912345678901234567" },
  );
  simulation.advanceBy(500);
  emit({ kind: "reflector.watch-ended", informer, reason: "very-short", events: 0 });

  const labels = '{name="deployments",group="apps",version="v1",resource="deployments"}';
  const name = '{name="deployments"}';
  const expected = {
    [`informer_queued_items${labels}`]: 2,
    [`informer_processing_latency_seconds_count${labels}`]: 1,
    [`informer_store_resource_version${labels}`]: 345678901234567,
    [`reflector_lists_total${name}`]: 1,
    [`reflector_list_duration_seconds_sum${name}`]: 0.05,
    [`reflector_items_per_list_sum${name}`]: 700,
    [`reflector_watches_total${name}`]: 1,
    [`reflector_short_watches_total${name}`]: 1,
    [`reflector_watch_duration_seconds_sum${name}`]: 0.5,
    [`reflector_items_per_watch_count${name}`]: 1,
    [`reflector_last_resource_version${name}`]: 41,
  };
  expect(
    Object.fromEntries(
      Object.keys(expected).map((series) => [series, seriesValue(registry, series)]),
    ),
  ).toEqual(expected);

  const streaming = { sendInitialEvents: true };
  emit({ kind: "reflector.watch-requested", informer, options: streaming });
  simulation.advanceBy(40);
  emit({
    kind: "reflector.listed",
    informer,
    resourceVersion: "50",
    count: 3,
    isPaginated: false,
  });
  expect(seriesValue(registry, `reflector_list_duration_seconds_sum${name}`)).toBeCloseTo(0.09, 10);
  expect(seriesValue(registry, `reflector_lists_total${name}`)).toBe(1);

  const provider = new RegistryWorkQueueMetricsProvider(registry);
  provider.newAddsMetric("deployments").inc();
  emit({ kind: "informer.stopped", informer });
  expect(prometheusText(registry)).not.toMatch(/^(informer|reflector)_.*deployments/m);
  // That of the queue of the same name stays.
  expect(seriesValue(registry, `workqueue_adds_total${name}`)).toBe(1);
  stop();
  expect(simulation.trace.emit).toBeUndefined();
});
