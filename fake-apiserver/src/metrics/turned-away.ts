import type { MetricsRegistry } from "@informerlab/core";
import type { Route } from "../request/read/route.ts";
import { requestTotal, scopeOf, shownVerbs } from "./request-metrics.ts";

const terminations = {
  name: "apiserver_request_terminations_total",
  help: "[ALPHA] Number of requests which apiserver terminated in self-defense.",
};

/** Counts a request for which there was no room. @see kubernetes apiserver pkg/endpoints/metrics/metrics.go RecordDroppedRequest */
export function countTurnedAway(
  registry: MetricsRegistry,
  asked: {
    readonly request: { readonly method: string; readonly path: string };
    readonly route: Route | undefined;
    readonly isApply: boolean;
    readonly isDryRun: boolean;
  },
): void {
  const { request, route, isApply, isDryRun } = asked;
  const attributes = route?.kind === "resource" ? route.attributes : undefined;
  const { group = "", version = "", resource = "", subresource = "" } = attributes ?? {};
  const verb =
    attributes === undefined ? request.method.toUpperCase() : shownVerbs[attributes.verb];
  const labels = { code: "429", component: "apiserver" };
  const where = { group, resource, scope: attributes === undefined ? "" : scopeOf(attributes) };
  const rest = { verb: isApply ? "APPLY" : verb, version };
  registry
    .counter(requestTotal, {
      ...labels,
      dry_run: isDryRun ? "All" : "",
      ...where,
      subresource,
      ...rest,
    })
    .inc();
  const told = attributes === undefined ? request.path : subresource;
  registry.counter(terminations, { ...labels, ...where, subresource: told, ...rest }).inc();
}
