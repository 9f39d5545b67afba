import { MetricsRegistry, prometheusContentType, prometheusText } from "@informerlab/core";
import { beginCounts } from "../admission/pod-security/evaluation-counts.ts";
import { listOf, numberOf, objectOf, textOf, valueAt } from "../codec/json/plain-object.ts";
import { healthChecks } from "../discovery/health-checks.ts";
import { serverVersion } from "../discovery/version.ts";
import { apiServices } from "../kinds/built-in/api-service-objects.ts";
import type { ResourceLookup } from "../kinds/registry.ts";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import type { OtherHandler } from "../request/other-paths.ts";
import type { ApiResponse } from "../request/read/api-request.ts";
import type { ServerCore } from "../request/server-core.ts";
import { addStaticMetrics } from "./add-static-metrics.ts";
import { limitedMetrics } from "./limit-metrics.ts";

/** 10.96.0.0/16 without its first and its last address. */
const addressCount = 65_534;
/** From 30000 to 32767. */
const portCount = 2768;

/**
 * `/metrics` and `/metrics/slis` in the text format of Prometheus: what the real server counts that has a meaning here.
 */
export const serveMetrics: OtherHandler = (server, { request, segments }) => {
  if (request.path.endsWith("/")) return undefined;
  const path = segments.join("/");
  if (path !== "metrics" && path !== "metrics/slis") return undefined;
  const registry = new MetricsRegistry();
  addHealth(registry);
  const { startedAtMs } = server.metrics;
  if (path === "metrics/slis") return text(prometheusText(registry), startedAtMs);
  addBuild(registry);
  addObjects(registry, server);
  addWatches(registry, server);
  addStaticMetrics(registry, server.metrics.registry, server.settings);
  server.flowControl.report();
  server.metrics.registry.advance(server.environment.clock.now());
  server.metrics.countWatchEvents();
  beginCounts(server.metrics.registry);
  addStart(registry, startedAtMs);
  addCaches(registry, server);
  addAddresses(registry, server);
  addApiServices(registry, server);
  const told = prometheusText(server.metrics.registry) + prometheusText(registry);
  return text(limitedMetrics(told, server.settings.metrics ?? {}), startedAtMs);
};

function addHealth(registry: MetricsRegistry): void {
  const family = {
    name: "kubernetes_healthcheck",
    help: "[STABLE] This metric records the result of a single healthcheck.",
  };
  for (const [type, names] of Object.entries(healthChecks))
    for (const name of names) registry.gauge(family, { name, type }).set(1);
}

function addBuild(registry: MetricsRegistry): void {
  const { major, minor, gitVersion, gitCommit, gitTreeState, buildDate } = serverVersion;
  const { goVersion, compiler, platform } = serverVersion;
  const family = {
    name: "kubernetes_build_info",
    help: "[ALPHA] A metric with a constant '1' value labeled by major, minor, git version, git commit, git tree state, build date, Go version, and compiler from which Kubernetes was built, and platform on which it is running.",
  };
  const labels = {
    build_date: buildDate,
    compiler,
    git_commit: gitCommit,
    git_tree_state: gitTreeState,
    git_version: gitVersion,
    go_version: goVersion,
    major,
    minor,
    platform,
  };
  registry.gauge(family, labels).set(1);
}

function addObjects(registry: MetricsRegistry, { registry: kinds, storage }: ServerCore): void {
  const byKey = {
    name: "apiserver_storage_objects",
    help: "[STABLE] (Deprecated since 1.34.0) [DEPRECATED, consider using apiserver_resource_objects instead] Number of stored objects at the time of last check split by kind. In case of a fetching error, the value will be -1.",
  };
  const byGroup = {
    name: "apiserver_resource_objects",
    help: "[ALPHA] Number of stored objects at the time of last check split by kind. In case of a fetching error, the value will be -1.",
  };
  for (const { storageKey, group, resource } of storedOf(kinds)) {
    const { size } = storage.of(storageKey);
    registry.gauge(byKey, { resource: storageKey }).set(size);
    registry.gauge(byGroup, { group, resource }).set(size);
  }
}

function addWatches(registry: MetricsRegistry, { hub, registry: kinds }: ServerCore): void {
  const family = {
    name: "apiserver_longrunning_requests",
    help: "[STABLE] Gauge of all active long-running apiserver requests broken out by verb, group, version, resource, scope and component. Not all requests are tracked this way.",
  };
  const definitions = new Map(definitionsOf(kinds).map((one) => [one.storageKey, one]));
  for (const { resource: storageKey, prefix } of hub.watchers()) {
    const definition = definitions.get(storageKey);
    if (definition === undefined) continue;
    const { group, resource, version } = definition;
    const labels = {
      component: "apiserver",
      group,
      resource,
      scope: prefix === "" ? "cluster" : "namespace",
      subresource: "",
      verb: "WATCH",
      version,
    };
    registry.gauge(family, labels).inc();
  }
}

function addStart(registry: MetricsRegistry, startedAtMs: number): void {
  const family = {
    name: "process_start_time_seconds",
    help: "Start time of the process since unix epoch in seconds.",
  };
  registry.gauge(family).set(startedAtMs / 1000);
}

function addCaches(registry: MetricsRegistry, { hub, registry: kinds, storage }: ServerCore): void {
  const family = {
    name: "apiserver_watch_cache_resource_version",
    help: "[ALPHA] Current resource version of watch cache broken by resource type.",
  };
  for (const { storageKey, group, resource } of storedOf(kinds))
    if (hub.cacheOf(storageKey) !== undefined)
      registry.gauge(family, { group, resource }).set(storage.revision);
}

/** What services have of what there is for them. */
function addAddresses(registry: MetricsRegistry, { storage }: ServerCore): void {
  const services = storage.of("services").listAll("");
  const specs = services.map(({ object }) => objectOf(objectOf(object)["spec"]));
  const ports = new Set(
    specs.flatMap(({ ports, healthCheckNodePort }) => [
      numberOf(healthCheckNodePort),
      ...listOf(ports).map((port) => numberOf(objectOf(port)["nodePort"])),
    ]),
  );
  ports.delete(0);
  const given = specs.filter(({ clusterIP }) => textOf(clusterIP).startsWith("10.96.")).length;
  const set = (name: string, help: string, value: number, labels = {}): void =>
    registry.gauge({ name: `kube_apiserver_${name}`, help }, labels).set(value);
  const range = { cidr: "10.96.0.0/16" };
  set(
    "clusterip_allocator_allocated_ips",
    "[ALPHA] Gauge measuring the number of allocated IPs for Services",
    given,
    range,
  );
  set(
    "clusterip_allocator_available_ips",
    "[ALPHA] Gauge measuring the number of available IPs for Services",
    addressCount - given,
    range,
  );
  set(
    "nodeport_allocator_allocated_ports",
    "[ALPHA] Gauge measuring the number of allocated NodePorts for Services",
    ports.size,
  );
  set(
    "nodeport_allocator_available_ports",
    "[ALPHA] Gauge measuring the number of available NodePorts for Services",
    portCount - ports.size,
  );
}

function addApiServices(registry: MetricsRegistry, { storage }: ServerCore): void {
  const family = {
    name: "aggregator_unavailable_apiservice",
    help: "[ALPHA] Gauge of APIServices which are marked as unavailable broken down by APIService name.",
  };
  for (const { object } of storage.of(apiServices).listAll("")) {
    const isAvailable = listOf(valueAt(object, "status", "conditions"))
      .map(objectOf)
      .some(({ type, status }) => type === "Available" && status === "True");
    registry.gauge(family, { name: object.metadata?.name ?? "" }).set(isAvailable ? 0 : 1);
  }
}

/** Bindings, reviews and the like are nowhere. */
function storedOf(kinds: ResourceLookup): readonly ResourceDefinition[] {
  return definitionsOf(kinds).filter(({ verbs }) => verbs.includes("list"));
}

function definitionsOf(kinds: ResourceLookup): readonly ResourceDefinition[] {
  return kinds
    .groups()
    .flatMap(({ versions }) => versions.flatMap(({ definitions }) => definitions));
}

/** Names are written with underscores, and the answer says so. */
const contentType = `${prometheusContentType}; escaping=underscores`;

function text(content: string, startedAtMs: number): ApiResponse {
  return {
    status: 200,
    headers: {
      "cache-control": "no-cache, private",
      "content-type": contentType,
      "process-start-time-unix": String(Math.floor(startedAtMs / 1000)),
    },
    body: { kind: "text", text: content },
  };
}
