import { type KubernetesObject, type LabelSelector, lane, Selector } from "@informerlab/core";
import type { Apiserver } from "../apiserver.ts";
import { canonicalText, equalJson, listOf, valueAt } from "../codec/json/plain-object.ts";
import { actQuietly } from "./act-quietly.ts";
import { type Controller, react } from "./controller.ts";

const resource = "clusterroles.rbac.authorization.k8s.io";

/**
 * Roles that collect others have their rules: `admin`, `edit` and `view` grow with every role that carries their labels.
 *
 * @see kubernetes pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go
 */
export const clusterRoleAggregation: Controller = {
  name: "clusterRoles",
  start: (server, reactionMs) => {
    const own = lane("controller/clusterroles");
    let isStopped = false;
    let isPending = false;
    aggregateAll(server);
    const stop = server.storage.subscribe((commit) => {
      if (commit.resource !== resource || isPending) return;
      isPending = true;
      react(server, own, reactionMs, () => {
        isPending = false;
        if (!isStopped) aggregateAll(server);
      });
    });
    return {
      stop: () => {
        isStopped = true;
        stop();
      },
    };
  },
};

/** Collecting roles may collect one another: `admin` has what `edit` has. */
function aggregateAll(server: Apiserver): void {
  const collecting = server.grants
    .listAll(resource, undefined)
    .filter((role) => selectorsOf(role).length > 0);
  for (let changed = true, round = 0; changed && round <= collecting.length; round++) {
    changed = false;
    for (const { metadata } of collecting)
      if (aggregate(server, metadata?.name ?? "")) changed = true;
  }
}

function aggregate(server: Apiserver, name: string): boolean {
  const role = server.stored(resource, name);
  const definition = server.registry.lookup("rbac.authorization.k8s.io", "v1", "clusterroles");
  if (role === undefined || definition === undefined) return false;
  const selectors = selectorsOf(role).map((selector) =>
    Selector.fromLabelSelector(selector as LabelSelector),
  );
  const found = new Map<string, unknown>();
  const others = server.grants.listAll(resource, undefined);
  for (const selector of selectors) {
    for (const other of others) {
      if (other.metadata?.name === name || !selector.matches(other.metadata?.labels)) continue;
      for (const rule of listOf(valueAt(other, "rules"))) {
        const text = canonicalText(rule);
        if (!found.has(text)) found.set(text, rule);
      }
    }
  }
  const rules = [...found.values()];
  if (equalJson(rules, listOf(valueAt(role, "rules")))) return false;
  const content = { ...role, rules } as KubernetesObject;
  return actQuietly(server, {
    verb: "update",
    definition,
    name,
    client: "clusterrole-aggregation-controller",
    body: { content, mediaType: "application/json" },
  });
}

function selectorsOf(role: KubernetesObject): readonly unknown[] {
  return listOf(valueAt(role, "aggregationRule", "clusterRoleSelectors"));
}
