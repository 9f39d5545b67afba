import { type Counter, exponentialBuckets, type Histogram } from "@informerlab/core";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import type { Decision } from "../request/access/authorize.ts";
import type { RequestAttributes } from "../request/read/route.ts";
import { ServerRegistry } from "./server-registry.ts";

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

export const requestTotal = {
  name: "apiserver_request_total",
  help: "[STABLE] Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.",
};
const duration = {
  name: "apiserver_request_duration_seconds",
  help: "[STABLE] Response latency distribution in seconds for each verb, dry run value, group, version, resource, subresource, scope and component.",
};

const serviceLevel = {
  name: "apiserver_request_sli_duration_seconds",
  help: "[ALPHA] Response latency distribution (not counting webhook duration and priority & fairness queue wait times) in seconds for each verb, group, version, resource, subresource, scope and component.",
};
const deprecated = {
  name: "apiserver_requested_deprecated_apis",
  help: "[STABLE] Gauge of deprecated APIs that have been requested, broken out by API group, version, resource, subresource, and removed_release.",
};
const authentications = {
  name: "authentication_attempts",
  help: "[ALPHA] Counter of authenticated attempts.",
};
const users = {
  name: "authenticated_user_requests",
  help: "[ALPHA] Counter of authenticated requests broken out by username.",
};
const authorizations = {
  name: "authorization_attempts_total",
  help: "[ALPHA] Counter of authorization attempts broken down by result. It can be either 'allowed', 'denied', 'no-opinion' or 'error'.",
};

const authenticationTimes = {
  name: "authentication_duration_seconds",
  help: "[ALPHA] Authentication duration in seconds broken out by result.",
};
const authorizationTimes = {
  name: "authorization_duration_seconds",
  help: "[ALPHA] Authorization duration in seconds broken out by result.",
};
const accessBounds = exponentialBuckets(0.001, 2, 15);

const watchEvents = {
  name: "apiserver_watch_events_total",
  help: "[ALPHA] Number of events sent in watch clients",
};

/** A watch, as far as it is counted. */
export interface CountedWatch {
  readonly isEnded: boolean;
  readonly eventCount: number;
}

/** Watches that have ended are kept until there are so many, or twice as many as are open. */
const watchesKept = 64;

/** Names that metrics tell apart; all others are one. */
const toldUsers: ReadonlySet<string> = new Set(["admin", "kube_proxy", "client"]);

/** As metrics tell them. */
export const shownVerbs: Readonly<Record<RequestAttributes["verb"], string>> = {
  create: "POST",
  update: "PUT",
  patch: "PATCH",
  delete: "DELETE",
  deletecollection: "DELETE",
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

/** What the parts of a server tell of what was asked; a server without a wire counts nothing. */
export type ServerMetrics = Pick<RequestMetrics, keyof RequestMetrics>;

/**
 * Counts what was asked, under the names and labels of the real server.
 *
 * @see kubernetes apiserver pkg/endpoints/metrics/metrics.go
 */
export class RequestMetrics {
  readonly registry: ServerRegistry = new ServerRegistry();
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly #counters = new Map<string, Counter>();
  readonly #histograms = new Map<string, Histogram>();
  /** Watches whose events are not all counted yet, with how many are. */
  readonly #watches = new Map<CountedWatch, { readonly events: Counter; counted: number }>();
  #watchesMax = watchesKept;
  readonly #series = new WeakMap<ResourceDefinition, Map<string, Series>>();

  constructor(startedAtMs: number) {
    this.startedAtMs = startedAtMs;
  }

  answered(request: AnsweredRequest): void {
    const { count, seconds } = this.#seriesOf(request);
    count.inc();
    for (const histogram of seconds) histogram.observe(request.seconds);
  }

  watchOpened(watch: CountedWatch, { group, resource, version }: ResourceDefinition): void {
    if (this.#watches.size >= this.#watchesMax) {
      this.countWatchEvents();
      this.#watchesMax = Math.max(watchesKept, 2 * this.#watches.size);
    }
    const events = this.registry.counter(watchEvents, { group, resource, version });
    this.#watches.set(watch, { events, counted: 0 });
  }

  /** Brings the count of events up to date. */
  countWatchEvents(): void {
    for (const [watch, told] of this.#watches) {
      told.events.inc(watch.eventCount - told.counted);
      told.counted = watch.eventCount;
      if (watch.isEnded) this.#watches.delete(watch);
    }
  }

  /** Who asks was looked for, for so long: found, not named, or named wrongly. */
  authenticated(result: "success" | "failure" | "error", seconds: number, user = ""): void {
    this.#count(authentications, { result });
    this.#observe(authenticationTimes, { result }, seconds);
    if (result === "success")
      this.#count(users, { username: toldUsers.has(user) ? user : "other" });
  }

  /** @see apiserver pkg/endpoints/filters/metrics.go */
  authorized({ isAllowed, isDenied, problem }: Decision, seconds: number): void {
    const refusal = isDenied === true ? "denied" : "no-opinion";
    const result = isAllowed ? "allowed" : problem === undefined ? refusal : "error";
    this.#count(authorizations, { result });
    this.#observe(authorizationTimes, { result }, seconds);
  }

  #observe(family: MetricFamily, labels: Readonly<Record<string, string>>, seconds: number): void {
    const key = `${family.name} ${Object.values(labels).join(" ")}`;
    let histogram = this.#histograms.get(key);
    if (histogram === undefined) {
      histogram = this.registry.histogram(family, accessBounds, labels);
      this.#histograms.set(key, histogram);
    }
    histogram.observe(seconds);
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
      verb: isApply ? "APPLY" : isStreamed ? "CONNECT" : shownVerbs[verb],
      version,
    };
    if (definition.deprecation !== undefined)
      this.registry
        .gauge(deprecated, { group, removed_release: "", resource, subresource, version })
        .set(1);
    const { dry_run: _, ...told } = labels;
    return {
      count: this.registry.counter(requestTotal, { code: String(code), ...labels }),
      seconds: isLongRunning
        ? []
        : [
            this.registry.histogram(duration, durationBounds, labels),
            ...(isDryRun ? [] : [this.registry.histogram(serviceLevel, durationBounds, told)]),
          ],
    };
  }
}

/** How much a request is about. */
export function scopeOf({ name, namespace, verb }: RequestAttributes): string {
  if ((name !== undefined && verb !== "watch") || verb === "create") return "resource";
  return namespace === undefined ? "cluster" : "namespace";
}
