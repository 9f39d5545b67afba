import type { Cancel } from "../environment/scheduler.ts";
import type { TraceFact } from "../trace/facts.ts";
import type { ReflectorFact } from "../trace/reflector-facts.ts";
import type { TraceRecord, TraceSource } from "../trace/trace.ts";
import { exponentialBuckets } from "./metric.ts";
import type { MetricDescription, MetricLabels, MetricsRegistry } from "./metrics-registry.ts";

const queuedItems: MetricDescription = {
  name: "informer_queued_items",
  help: "Number of items currently queued in the FIFO.",
};
const processingLatency: MetricDescription = {
  name: "informer_processing_latency_seconds",
  help: "Time taken to process events after popping from the queue.",
};
const storeResourceVersion: MetricDescription = {
  name: "informer_store_resource_version",
  help: "The 15 least significant digits of the resource version of the store.",
};
const lists: MetricDescription = {
  name: "reflector_lists_total",
  help: "Total number of API lists done by the reflectors",
};
const listDuration: MetricDescription = {
  name: "reflector_list_duration_seconds",
  help: "How long an API list takes to return and decode for the reflectors",
};
const itemsPerList: MetricDescription = {
  name: "reflector_items_per_list",
  help: "How many items an API list returns to the reflectors",
};
const watches: MetricDescription = {
  name: "reflector_watches_total",
  help: "Total number of API watches done by the reflectors",
};
const shortWatches: MetricDescription = {
  name: "reflector_short_watches_total",
  help: "Total number of short API watches done by the reflectors",
};
const watchDuration: MetricDescription = {
  name: "reflector_watch_duration_seconds",
  help: "How long an API watch takes to return and decode for the reflectors",
};
const itemsPerWatch: MetricDescription = {
  name: "reflector_items_per_watch",
  help: "How many items an API watch returns to the reflectors",
};
const lastResourceVersion: MetricDescription = {
  name: "reflector_last_resource_version",
  help: "Last resource version seen for the reflectors",
};

/** A work queue or an election may have the same name, and its metrics the same labels. */
const ownNames = [
  queuedItems,
  processingLatency,
  storeResourceVersion,
  lists,
  listDuration,
  itemsPerList,
  watches,
  shortWatches,
  watchDuration,
  itemsPerWatch,
  lastResourceVersion,
].map(({ name }) => name);

/** @see component-base metrics/prometheus/clientgo/fifo */
const processingBounds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const durationBounds = exponentialBuckets(0.001, 4, 10);
const itemBounds = exponentialBuckets(1, 10, 7);

/**
 * Keeps the informer metrics (WM-3) and the reflector metrics (RF-44) of every informer in a trace, in a registry. The
 * labels are client-go's: name, group, version and resource for informers, name for reflectors. The metrics of an
 * informer that stopped are removed.
 *
 * It reads the trace, so informers pay for making facts from now on; without it they pay nothing. The returned
 * function ends the reading.
 */
export function collectInformerMetrics(
  source: TraceSource<TraceFact>,
  registry: MetricsRegistry,
): Cancel {
  const informers = new Map<string, InformerMetrics>();
  const metricsOf = (informer: string): InformerMetrics => {
    let metrics = informers.get(informer);
    if (metrics === undefined) {
      metrics = new InformerMetrics(registry, informer);
      informers.set(informer, metrics);
    }
    return metrics;
  };
  return source.subscribe((record) => {
    const { fact } = record;
    if (!("informer" in fact)) return;
    metricsOf(fact.informer).read(record);
    if (fact.kind !== "informer.stopped") return;
    informers.get(fact.informer)?.remove();
    informers.delete(fact.informer);
  });
}

/** The metrics of one informer. */
class InformerMetrics {
  readonly #registry: MetricsRegistry;
  readonly #reflectorLabels: MetricLabels;
  #labels: MetricLabels;
  /** Of a list that is under way, streamed or not. */
  #listStartedAt: number | undefined;
  #watchOpenedAt = 0;
  #pop: { readonly step: number; readonly at: number; lastAt: number } | undefined;

  constructor(registry: MetricsRegistry, name: string) {
    this.#registry = registry;
    this.#reflectorLabels = { name };
    this.#labels = { name, group: "", version: "", resource: "" };
  }

  remove(): void {
    this.#registry.remove(this.#labels, ownNames);
    this.#registry.remove(this.#reflectorLabels, ownNames);
  }

  read({ fact, at, step }: TraceRecord<TraceFact>): void {
    this.#followPop(at, step);
    switch (fact.kind) {
      case "informer.started":
        this.#labels = labelsOf(fact.informer, fact.resource, fact.version ?? "");
        break;
      case "queue.popped":
        this.#pop = { step, at, lastAt: at };
        this.#registry.gauge(queuedItems, this.#labels).set(fact.length);
        break;
      case "queue.enqueued":
        this.#registry.gauge(queuedItems, this.#labels).set(fact.length);
        break;
      case "store.changed":
      case "store.replaced":
      case "store.bookmarked": {
        const version = shortVersion(fact.storeResourceVersion);
        if (version !== undefined)
          this.#registry.gauge(storeResourceVersion, this.#labels).set(version);
        break;
      }
      default:
        if (fact.kind.startsWith("reflector.")) this.#readReflector(fact as ReflectorFact, at);
    }
  }

  /** What is processed after a pop happens in the pop's own step: the last fact of that step ends it. */
  #followPop(at: number, step: number): void {
    if (this.#pop === undefined) return;
    if (step === this.#pop.step) {
      this.#pop.lastAt = at;
      return;
    }
    const seconds = (this.#pop.lastAt - this.#pop.at) / 1000;
    this.#registry.histogram(processingLatency, processingBounds, this.#labels).observe(seconds);
    this.#pop = undefined;
  }

  #readReflector(fact: ReflectorFact, at: number): void {
    const registry = this.#registry;
    const labels = this.#reflectorLabels;
    switch (fact.kind) {
      case "reflector.list-requested":
        if (fact.page > 1) break;
        this.#listStartedAt = at;
        registry.counter(lists, labels).inc();
        break;
      case "reflector.listed":
        if (this.#listStartedAt !== undefined) {
          registry
            .histogram(listDuration, durationBounds, labels)
            .observe((at - this.#listStartedAt) / 1000);
        }
        this.#listStartedAt = undefined;
        registry.histogram(itemsPerList, itemBounds, labels).observe(fact.count);
        this.#setLastResourceVersion(fact.resourceVersion);
        break;
      case "reflector.watch-requested":
        registry.counter(watches, labels).inc();
        if (fact.options.sendInitialEvents === true) this.#listStartedAt = at;
        break;
      case "reflector.watch-opened":
        this.#watchOpenedAt = at;
        break;
      case "reflector.received":
        this.#setLastResourceVersion(
          fact.ref?.resourceVersion ?? fact.object?.metadata?.resourceVersion,
        );
        break;
      case "reflector.watch-ended":
        registry
          .histogram(watchDuration, durationBounds, labels)
          .observe((at - this.#watchOpenedAt) / 1000);
        registry.histogram(itemsPerWatch, itemBounds, labels).observe(fact.events);
        if (fact.reason === "very-short") registry.counter(shortWatches, labels).inc();
        break;
      default:
    }
  }

  #setLastResourceVersion(resourceVersion: string | undefined): void {
    const version = shortVersion(resourceVersion);
    if (version !== undefined) {
      this.#registry.gauge(lastResourceVersion, this.#reflectorLabels).set(version);
    }
  }
}

function labelsOf(name: string, resource: string, version: string): MetricLabels {
  const dot = resource.indexOf(".");
  return {
    name,
    group: dot < 0 ? "" : resource.slice(dot + 1),
    version,
    resource: dot < 0 ? resource : resource.slice(0, dot),
  };
}

/** WM-3: a gauge holds 15 digits exactly. */
function shortVersion(resourceVersion: string | undefined): number | undefined {
  if (resourceVersion === undefined || !/^\d+$/.test(resourceVersion)) return undefined;
  return Number(resourceVersion.slice(-15));
}
