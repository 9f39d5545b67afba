import { MetricsRegistry, prometheusContentType, prometheusText } from "@informerlab/core";
import { healthChecks } from "../discovery/health-checks.ts";
import { serverVersion } from "../discovery/version.ts";
import type { ResourceLookup } from "../kinds/registry.ts";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import type { ApiResponse } from "../request/api-request.ts";
import type { OtherHandler } from "../request/other-paths.ts";
import type { ServerCore } from "../request/server-core.ts";

/**
 * `/metrics` and `/metrics/slis` in the text format of Prometheus: what the real server counts that has a meaning here.
 */
export const serveMetrics: OtherHandler = (server, { segments }) => {
  const path = segments.join("/");
  if (path !== "metrics" && path !== "metrics/slis") return undefined;
  const registry = new MetricsRegistry();
  addHealth(registry);
  if (path === "metrics/slis") return text(prometheusText(registry));
  addBuild(registry);
  addObjects(registry, server);
  addWatches(registry, server);
  return text(prometheusText(server.metrics.registry) + prometheusText(registry));
};

function addHealth(registry: MetricsRegistry): void {
  const family = {
    name: "kubernetes_healthcheck",
    help: "[STABLE] 1 for each health check that passes.",
  };
  for (const [type, names] of Object.entries(healthChecks))
    for (const name of names) registry.gauge(family, { name, type }).set(1);
}

function addBuild(registry: MetricsRegistry): void {
  const { major, minor, gitVersion, gitCommit, gitTreeState, buildDate } = serverVersion;
  const { goVersion, compiler, platform } = serverVersion;
  const family = {
    name: "kubernetes_build_info",
    help: "[ALPHA] The version that this server is.",
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
    help: "[STABLE] Objects stored, by resource.",
  };
  const byGroup = {
    name: "apiserver_resource_objects",
    help: "[ALPHA] Objects stored, by group and resource.",
  };
  for (const { storageKey, group, resource } of definitionsOf(kinds)) {
    const { size } = storage.of(storageKey);
    registry.gauge(byKey, { resource: storageKey }).set(size);
    registry.gauge(byGroup, { group, resource }).set(size);
  }
}

function addWatches(registry: MetricsRegistry, { hub, registry: kinds }: ServerCore): void {
  const family = {
    name: "apiserver_longrunning_requests",
    help: "[STABLE] Watches that are open, by resource.",
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

function definitionsOf(kinds: ResourceLookup): readonly ResourceDefinition[] {
  return kinds
    .groups()
    .flatMap(({ versions }) => versions.flatMap(({ definitions }) => definitions));
}

function text(content: string): ApiResponse {
  return {
    status: 200,
    headers: { "cache-control": "no-cache, private", "content-type": prometheusContentType },
    body: { kind: "text", text: content },
  };
}
