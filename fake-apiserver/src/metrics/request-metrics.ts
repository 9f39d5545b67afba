import { type Counter, type Histogram, MetricsRegistry } from "@informerlab/core";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import type { RequestAttributes } from "../request/route.ts";

/** A request that a resource took, once it is answered. */
export interface AnsweredRequest {
  readonly definition: ResourceDefinition;
  readonly attributes: RequestAttributes;
  readonly isApply: boolean;
  readonly isDryRun: boolean;
  readonly isLongRunning: boolean;
  readonly code: number;
  readonly seconds: number;
}

/** Upper bounds in seconds, as the real server counts. */
const durationBounds = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45,
  60,
];

const total = {
  name: "apiserver_request_total",
  help: "[STABLE] Requests answered, by verb, resource and code.",
};
const duration = {
  name: "apiserver_request_duration_seconds",
  help: "[STABLE] Seconds until a request was answered; watches are not counted.",
};

const verbs: Readonly<Record<RequestAttributes["verb"], string>> = {
  create: "POST",
  update: "PUT",
  patch: "PATCH",
  delete: "DELETE",
  deletecollection: "DELETECOLLECTION",
  get: "GET",
  list: "LIST",
  watch: "WATCH",
};

interface Series {
  readonly count: Counter;
  readonly seconds: Histogram | undefined;
}

/**
 * Counts what was asked, under the names and labels of the real server.
 *
 * @see kubernetes apiserver pkg/endpoints/metrics/metrics.go
 */
export class RequestMetrics {
  readonly registry: MetricsRegistry = new MetricsRegistry();
  /** Looking a metric up by its labels costs more than counting. */
  readonly #series = new WeakMap<ResourceDefinition, Map<string, Series>>();

  answered(request: AnsweredRequest): void {
    const { count, seconds } = this.#seriesOf(request);
    count.inc();
    seconds?.observe(request.seconds);
  }

  #seriesOf(request: AnsweredRequest): Series {
    const { definition, attributes, code, isApply, isDryRun } = request;
    const { subresource, verb } = attributes;
    const scope = scopeOf(attributes);
    let known = this.#series.get(definition);
    if (known === undefined) {
      known = new Map();
      this.#series.set(definition, known);
    }
    const key = `${verb} ${code} ${scope} ${isApply} ${isDryRun} ${subresource}`;
    let series = known.get(key);
    if (series === undefined) {
      series = this.#makeSeries(request, scope);
      known.set(key, series);
    }
    return series;
  }

  #makeSeries(request: AnsweredRequest, scope: string): Series {
    const { definition, attributes, code, isApply, isDryRun, isLongRunning } = request;
    const { subresource, verb } = attributes;
    const { group, version, resource } = definition;
    const isStreamed = isLongRunning && verb !== "watch";
    const labels = {
      component: "apiserver",
      dry_run: isDryRun ? "All" : "",
      group,
      resource,
      scope,
      subresource,
      verb: isApply ? "APPLY" : isStreamed ? "CONNECT" : verbs[verb],
      version,
    };
    return {
      count: this.registry.counter(total, { code: String(code), ...labels }),
      seconds: isLongRunning
        ? undefined
        : this.registry.histogram(duration, durationBounds, labels),
    };
  }
}

function scopeOf({ name, namespace, verb }: RequestAttributes): string {
  if ((name !== undefined && verb !== "watch") || verb === "create") return "resource";
  return namespace === undefined ? "cluster" : "namespace";
}
