import { type KubernetesObject, lane, printJson } from "@informerlab/core";
import { convertByWebhook } from "../admission/webhooks/conversion-webhook.ts";
import type { Apiserver } from "../apiserver.ts";
import { textOf, valueAt } from "../codec/json/plain-object.ts";
import {
  acceptNames,
  definitionsOf,
  definitionsStorageKey,
  establish,
  isEstablished,
  isRefusedNames,
  isTerminating,
} from "../kinds/custom/custom-resources.ts";
import {
  cleanupFinalizer,
  type DeletionEnd,
  deletionEnded,
  deletionFailed,
  deletionInProgress,
} from "../kinds/custom/definition-deletion.ts";
import type { ResourceLookup } from "../kinds/registry.ts";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import { keyPrefixOf } from "../request/server-core.ts";
import { objectAfter } from "../storage/commit.ts";
import { uncachedText } from "../verbs/read/refuse-uncached.ts";
import { actQuietly } from "./act-quietly.ts";

const client = "kube-apiserver";

/** Kinds of the server's own whose storage a definition of the same name would have. @see crd_finalizer.go, OverlappingBuiltInResources */
const overlapping = new Set([definitionsStorageKey, "apiservices.apiregistration.k8s.io"]);

/**
 * Serves custom resources: accepts the names of their definitions, registers what they define at once, and empties and
 * unregisters what goes. A part of the server that it runs beside; without it definitions define nothing.
 *
 * @see apiextensions-apiserver pkg/controller/{status,establish,finalizer}
 */
export class CustomResources {
  readonly #server: Apiserver;
  readonly #lane = lane("apiserver/custom-resources");
  /** What each definition serves now, by its name. */
  readonly #served = new Map<string, readonly ResourceDefinition[]>();
  /** What the served kinds were made from. */
  readonly #sources = new Map<string, Source>();
  #isStopped = false;

  constructor(server: Apiserver) {
    this.#server = server;
  }

  /** Begins with the definitions that are stored; the returned function ends it. */
  start(): () => void {
    this.resync();
    const stop = this.#server.storage.subscribe((commit) => {
      if (commit.resource === definitionsStorageKey) this.#changed(commit.key, objectAfter(commit));
      else if (commit.verb === "delete" && this.#isDefined(commit.resource)) {
        this.#post(commit.resource);
      }
    });
    return () => {
      this.#isStopped = true;
      stop();
    };
  }

  /** Serves exactly what storage defines now: after a restored snapshot, of which no commit tells. */
  resync(): void {
    const stored = this.#server.storage.of(definitionsStorageKey).listAll("");
    const names = new Set(stored.map(({ object }) => object.metadata?.name ?? ""));
    for (const name of [...this.#served.keys()]) if (!names.has(name)) this.#withdraw(name);
    for (const { object } of stored) this.#serve(object);
  }

  #isDefined(resource: string): boolean {
    return this.#served.has(resource);
  }

  #changed(name: string, definition: KubernetesObject | undefined): void {
    if (definition === undefined) {
      const wasServed = this.#served.has(name);
      this.#withdraw(name);
      if (wasServed) this.#endWatches(name, "deleted");
      this.#offerNames();
      return;
    }
    this.#serve(definition);
    this.#post(name);
  }

  /** Names that somebody waits for may be free now. */
  #offerNames(): void {
    for (const { object } of this.#server.storage.of(definitionsStorageKey).listAll("")) {
      if (!isRefusedNames(object)) continue;
      this.#serve(object);
      this.#post(object.metadata?.name ?? "");
    }
  }

  /** Registers what a definition will define once its status says so: nobody has to wait for that. */
  #serve(definition: KubernetesObject): void {
    const name = definition.metadata?.name ?? "";
    const accepted = this.#established(this.#accepted(definition));
    const source = sourceOf(accepted);
    const before = this.#served.has(name) ? this.#sources.get(name) : undefined;
    const isSame = before?.text === source.text;
    const isAsBefore =
      before?.isTerminating === source.isTerminating &&
      before.isEstablished === source.isEstablished;
    if (isSame && isAsBefore) return;
    this.#sources.set(name, source);
    const { registry } = this.#server;
    const next = definitionsOf(accepted, (of, webhook) =>
      convertByWebhook(of, webhook, this.#server.view),
    ).filter((one) => !isAnsweredByOwn(one, registry));
    this.#withdraw(name);
    if (next.length === 0) return;
    for (const served of next) registry.add(served);
    this.#served.set(name, next);
    // The cache of a custom resource begins with its definition: what was before is too old for a watch.
    if (!isSame) this.#server.hub.startCache(name);
    if (!isSame) this.#endWatches(name, "restart");
  }

  #withdraw(name: string): void {
    for (const { group, version, resource } of this.#served.get(name) ?? []) {
      this.#server.registry.remove(group, version, resource);
    }
    this.#served.delete(name);
  }

  #accepted(definition: KubernetesObject): KubernetesObject {
    const others = this.#server.storage.of(definitionsStorageKey).listAll("");
    return acceptNames(
      definition,
      others.map(({ object }) => object),
      this.#server.environment.clock.now(),
    );
  }

  #established(definition: KubernetesObject): KubernetesObject {
    return establish(definition, this.#server.environment.clock.now());
  }

  #post(name: string): void {
    this.#server.environment.scheduler.post(this.#lane, () => {
      if (!this.#isStopped) this.#reconcile(name);
    });
  }

  #reconcile(name: string): void {
    const definition = this.#server.stored(definitionsStorageKey, name);
    if (definition === undefined) return;
    if (definition.metadata?.deletionTimestamp !== undefined) {
      this.#empty(name, definition);
      return;
    }
    const steps = [this.#accepted.bind(this), this.#established.bind(this)];
    for (const step of steps) {
      const current = this.#server.stored(definitionsStorageKey, name);
      if (current === undefined) return;
      const next = step(current);
      if (next !== current) this.#write(next, "status");
    }
  }

  /** Deletes the objects of a definition that is being deleted, and lets it go when there are none. */
  #empty(name: string, definition: KubernetesObject): void {
    // What is held by others alone has been emptied.
    if (definition.metadata?.finalizers?.includes(cleanupFinalizer) !== true) return;
    const { clock } = this.#server.environment;
    const [served] = this.#served.get(name) ?? [];
    const problem = served === undefined ? undefined : uncachedText(this.#server, served);
    const pending =
      problem === undefined
        ? deletionInProgress(definition, clock.now())
        : deletionFailed(definition, clock.now(), `could not list instances: ${problem}`);
    if (printJson(pending) !== printJson(definition)) this.#write(pending, "status");
    if (problem !== undefined) return;
    const log = this.#server.storage.of(name);
    if (served !== undefined) {
      for (const { object } of log.listAll(keyPrefixOf(undefined))) {
        const { name: objectName, namespace, deletionTimestamp } = object.metadata ?? {};
        if (deletionTimestamp !== undefined) continue;
        actQuietly(this.#server, {
          verb: "delete",
          definition: served,
          namespace,
          name: objectName,
          client,
        });
      }
    }
    const group = textOf(valueAt(definition, "spec", "group"));
    // What is stored under the name of a kind of the server's own is not the definition's.
    const isOwn = served === undefined && this.#server.registry.isBuiltInGroup(group);
    if (!isOwn && log.listAll("").length > 0) return;
    const current = this.#server.stored(definitionsStorageKey, name);
    if (current === undefined) return;
    let end: DeletionEnd = isEstablished(current) ? "completed" : "never-established";
    if (overlapping.has(name)) end = "overlapping";
    this.#write(deletionEnded(current, clock.now(), end), "status");
  }

  #write(content: KubernetesObject, subresource: string): void {
    const definition = this.#server.registry.lookup(
      "apiextensions.k8s.io",
      "v1",
      "customresourcedefinitions",
    );
    if (definition === undefined) return;
    actQuietly(this.#server, {
      verb: "update",
      subresource,
      definition,
      name: content.metadata?.name,
      client,
      body: { content, mediaType: "application/json" },
    });
  }

  #endWatches(resource: string, reason: "deleted" | "restart"): void {
    for (const watcher of [...this.#server.hub.watchers()]) {
      if (watcher.resource === resource) watcher.end(reason, "clean");
    }
  }
}

/**
 * A group of the server's own is answered by nobody else, in none of its versions; but for that of the definitions, whose
 * server has the custom resources, too, and their own kind under its name.
 */
function isAnsweredByOwn(
  { group, version, resource }: ResourceDefinition,
  registry: ResourceLookup,
): boolean {
  if (group !== "apiextensions.k8s.io") return registry.isBuiltInGroup(group);
  return version === "v1" || resource === "customresourcedefinitions";
}

/**
 * What is served is made from this. Where the text changes, the real server makes its storage anew.
 *
 * @see apiextensions-apiserver pkg/apiserver/customresource_handler.go updateCustomResourceDefinition
 */
interface Source {
  readonly text: string;
  readonly isTerminating: boolean;
  readonly isEstablished: boolean;
}

function sourceOf(definition: KubernetesObject): Source {
  const { spec, status } = definition as KubernetesObject & {
    readonly spec?: unknown;
    readonly status?: { readonly acceptedNames?: unknown };
  };
  return {
    text: printJson([spec, status?.acceptedNames]),
    isTerminating: isTerminating(definition),
    isEstablished: isEstablished(definition),
  };
}
