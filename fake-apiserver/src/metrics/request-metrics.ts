import { type Counter, type Histogram, MetricsRegistry } from "@informerlab/core";
import type { Flow } from "../flow-control/flow-classifier.ts";
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

const serviceLevel = {
  name: "apiserver_request_sli_duration_seconds",
  help: "[ALPHA] Seconds until a request was answered, webhooks and queues not counted; watches are left out.",
};
const deprecated = {
  name: "apiserver_requested_deprecated_apis",
  help: "[STABLE] 1 for each deprecated resource that was asked for.",
};
const authentications = {
  name: "authentication_attempts",
  help: "[ALPHA] Requests by whether they proved who asks.",
};
const users = {
  name: "authenticated_user_requests",
  help: "[ALPHA] Requests of somebody known, by name where it is one of a few.",
};
const authorizations = {
  name: "authorization_attempts_total",
  help: "[ALPHA] Requests by whether some rule allows them.",
};
const dispatched = {
  name: "apiserver_flowcontrol_dispatched_requests_total",
  help: "[BETA] Requests by the flow schema and the priority level that took them.",
};

/** Names that metrics tell apart; all others are one. */
const toldUsers: ReadonlySet<string> = new Set(["admin", "kube_proxy", "client"]);

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

interface MetricFamily {
  readonly name: string;
  readonly help: string;
}

interface Series {
  readonly count: Counter;
  readonly seconds: readonly Histogram[];
}

/**
 * Counts what was asked, under the names and labels of the real server.
 *
 * @see kubernetes apiserver pkg/endpoints/metrics/metrics.go
 */
export class RequestMetrics {
  readonly registry: MetricsRegistry = new MetricsRegistry();
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly #counters = new Map<string, Counter>();
  readonly #series = new WeakMap<ResourceDefinition, Map<string, Series>>();

  constructor(startedAtMs: number) {
    this.startedAtMs = startedAtMs;
  }

  answered(request: AnsweredRequest): void {
    const { count, seconds } = this.#seriesOf(request);
    count.inc();
    for (const histogram of seconds) histogram.observe(request.seconds);
  }

  /** Who asks was looked for: found, not named, or named wrongly. */
  authenticated(result: "success" | "failure" | "error", user = ""): void {
    this.#count(authentications, { result });
    if (result === "success")
      this.#count(users, { username: toldUsers.has(user) ? user : "other" });
  }

  authorized(isAllowed: boolean): void {
    this.#count(authorizations, { result: isAllowed ? "allowed" : "no-opinion" });
  }

  dispatched({ names: { flowSchema, priorityLevel } }: Flow): void {
    this.#count(dispatched, { flow_schema: flowSchema, priority_level: priorityLevel });
  }

  /** Looking a metric up by its labels costs more than counting. */
  #count(family: MetricFamily, labels: Readonly<Record<string, string>>): void {
    const key = `${family.name} ${Object.values(labels).join(" ")}`;
    let counter = this.#counters.get(key);
    if (counter === undefined) {
      counter = this.registry.counter(family, labels);
      this.#counters.set(key, counter);
    }
    counter.inc();
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
    if (definition.deprecation !== undefined)
      this.registry
        .gauge(deprecated, { group, removed_release: "", resource, subresource, version })
        .set(1);
    const { dry_run: _, ...told } = labels;
    return {
      count: this.registry.counter(total, { code: String(code), ...labels }),
      seconds: isLongRunning
        ? []
        : [
            this.registry.histogram(duration, durationBounds, labels),
            this.registry.histogram(serviceLevel, durationBounds, told),
          ],
    };
  }
}

function scopeOf({ name, namespace, verb }: RequestAttributes): string {
  if ((name !== undefined && verb !== "watch") || verb === "create") return "resource";
  return namespace === undefined ? "cluster" : "namespace";
}
