import { lane } from "@informerlab/core";
import { isTerminating } from "../admission/plugins/namespace-lifecycle.ts";
import type { Apiserver } from "../apiserver.ts";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import { keyPrefixOf } from "../request/server-core.ts";
import { objectAfter } from "../storage/commit.ts";
import { actQuietly } from "./act-quietly.ts";
import { type Controller, react } from "./controller.ts";

const client = "namespace-controller";

/**
 * Empties namespaces that are being deleted, and lets them go once they are empty. Objects that somebody's finalizer
 * holds are waited for.
 *
 * @see kubernetes pkg/controller/namespace/deletion/namespaced_resources_deleter.go
 */
export const namespaceLifecycle: Controller = {
  name: "namespaces",
  start: (server, reactionMs) => {
    const own = lane("controller/namespaces");
    const pending = new Set<string>();
    let isStopped = false;
    const consider = (namespace: string): void => {
      if (pending.has(namespace)) return;
      pending.add(namespace);
      react(server, own, reactionMs, () => {
        pending.delete(namespace);
        if (!isStopped) empty(server, namespace);
      });
    };
    const stopListening = server.storage.subscribe((commit) => {
      if (commit.resource === "namespaces") {
        const namespace = objectAfter(commit);
        if (namespace !== undefined && isTerminating(namespace)) consider(commit.key);
        return;
      }
      if (commit.verb !== "delete") return;
      const slash = commit.key.indexOf("/");
      if (slash < 0) return;
      const name = commit.key.slice(0, slash);
      const namespace = server.stored("namespaces", name);
      if (namespace !== undefined && isTerminating(namespace)) consider(name);
    });
    return {
      stop: () => {
        isStopped = true;
        stopListening();
      },
      resync: () => {
        for (const { key, object } of server.storage.of("namespaces").listAll(""))
          if (isTerminating(object)) consider(key);
      },
    };
  },
};

function empty(server: Apiserver, name: string): void {
  const namespace = server.stored("namespaces", name);
  if (namespace === undefined || !isTerminating(namespace)) return;
  let remaining = 0;
  for (const definition of deletableKinds(server)) {
    const log = server.storage.of(definition.storageKey);
    for (const { object } of log.listAll(keyPrefixOf(name))) {
      const { name: objectName, deletionTimestamp } = object.metadata ?? {};
      if (deletionTimestamp === undefined) {
        actQuietly(server, {
          verb: "delete",
          definition,
          namespace: name,
          name: objectName,
          client,
        });
      }
    }
    remaining += log.listAll(keyPrefixOf(name)).length;
  }
  if (remaining === 0) finalize(server, name);
}

/** Each stored, namespaced kind once, whatever versions show it. */
function deletableKinds(server: Apiserver): readonly ResourceDefinition[] {
  const kinds = new Map<string, ResourceDefinition>();
  for (const { versions } of server.registry.groups()) {
    for (const definition of versions.flatMap(({ definitions }) => definitions)) {
      const isStored = definition.verbs.includes("delete") && definition.namespaced;
      if (isStored && !kinds.has(definition.storageKey))
        kinds.set(definition.storageKey, definition);
    }
  }
  return [...kinds.values()];
}

function finalize(server: Apiserver, name: string): void {
  const namespace = server.stored("namespaces", name);
  const definition = server.registry.lookup("", "v1", "namespaces");
  if (namespace === undefined || definition === undefined) return;
  const { spec } = namespace as { readonly spec?: { readonly finalizers?: readonly string[] } };
  const finalizers = (spec?.finalizers ?? []).filter((finalizer) => finalizer !== "kubernetes");
  const content = { ...namespace, spec: { ...spec, finalizers } };
  actQuietly(server, {
    verb: "update",
    subresource: "finalize",
    definition,
    name,
    client,
    body: { content, mediaType: "application/json" },
  });
}
