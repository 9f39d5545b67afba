import {
  type KubernetesObject,
  type Lane,
  lane,
  type OwnerReference,
  parseApiVersion,
} from "@informerlab/core";
import type { Apiserver } from "../apiserver.ts";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import { storageKeyOf, withMetadata } from "../request/server-core.ts";
import { type Commit, objectAfter } from "../storage/commit.ts";
import { actQuietly } from "./act-quietly.ts";
import { type Controller, react } from "./controller.ts";
import { Dependents, type StoredRef } from "./dependents.ts";

const client = "garbage-collector";
const foreground = "foregroundDeletion";
const orphan = "orphan";
/** Owners of which it is remembered that they have gone, whether their kind is still served or not. */
const goneMax = 500;

/**
 * Deletes what is owned by objects that are gone, and carries out foreground and orphaning deletions.
 *
 * @see kubernetes pkg/controller/garbagecollector/garbagecollector.go
 */
export const garbageCollector: Controller = {
  name: "gc",
  start: (server, reactionMs) => {
    const collector = new GarbageCollector(server, reactionMs);
    const stopListening = server.storage.subscribe((commit) => collector.observe(commit));
    return {
      stop: () => {
        stopListening();
        collector.stop();
      },
      resync: () => collector.resync(),
    };
  },
};

class GarbageCollector {
  readonly #server: Apiserver;
  readonly #reactionMs: number;
  readonly #lane: Lane = lane("controller/gc");
  readonly #dependents = new Dependents();
  /** Uids of owners that were seen going. */
  readonly #gone = new Set<string>();
  #isStopped = false;

  constructor(server: Apiserver, reactionMs: number) {
    this.#server = server;
    this.#reactionMs = reactionMs;
  }

  stop(): void {
    this.#isStopped = true;
  }

  /**
   * Knows again who is owned by whom, and goes on with deletions that were begun. What names an owner that is not
   * there stays: a snapshot, made of a recording, need not hold everything.
   */
  resync(): void {
    this.#dependents.clear();
    this.#gone.clear();
    for (const log of this.#server.storage.log.logs()) {
      for (const { key, object } of log.listAll("")) {
        const ref = { resource: log.resource, key };
        this.#dependents.add(ref, object);
        this.#goOnDeleting(ref, object);
      }
    }
  }

  observe(commit: Commit): void {
    this.#dependents.observe(commit);
    const object = objectAfter(commit);
    if (object === undefined) this.#afterDeletion(commit);
    else this.#afterChange(commit, object);
  }

  #later(step: () => void): void {
    react(this.#server, this.#lane, this.#reactionMs, () => {
      if (!this.#isStopped) step();
    });
  }

  #afterDeletion({ object }: Commit): void {
    const { uid = "", ownerReferences = [] } = object.metadata ?? {};
    const owned = this.#dependents.of(uid);
    if (owned.length > 0) {
      this.#remember(uid);
      this.#later(() => this.#collectAll(owned));
    }
    // Somebody may be waiting for this one to go.
    for (const reference of ownerReferences) {
      if (reference.blockOwnerDeletion === true) {
        this.#later(() => this.#finishForeground(reference, object.metadata?.namespace));
      }
    }
  }

  #afterChange(commit: Commit, object: KubernetesObject): void {
    const { ownerReferences = [], deletionTimestamp } = object.metadata ?? {};
    const ref = { resource: commit.resource, key: commit.key };
    if (deletionTimestamp !== undefined) this.#goOnDeleting(ref, object);
    else if (ownerReferences.length > 0) this.#later(() => this.#collect(ref));
  }

  #goOnDeleting(ref: StoredRef, { metadata }: KubernetesObject): void {
    const { finalizers = [], deletionTimestamp } = metadata ?? {};
    if (deletionTimestamp === undefined) return;
    if (finalizers.includes(orphan)) this.#later(() => this.#orphan(ref));
    if (finalizers.includes(foreground)) this.#later(() => this.#deleteDependents(ref));
  }

  #collectAll(refs: readonly StoredRef[]): void {
    for (const ref of refs) this.#collect(ref);
  }

  #remember(uid: string): void {
    this.#gone.add(uid);
    if (this.#gone.size <= goneMax) return;
    const [oldest = ""] = this.#gone;
    this.#gone.delete(oldest);
  }

  /** Deletes an object all of whose owners are gone; takes away references to those that are, if others remain. */
  #collect(ref: StoredRef): void {
    const object = this.#server.stored(ref.resource, ref.key);
    const { ownerReferences = [], deletionTimestamp, namespace } = object?.metadata ?? {};
    if (object === undefined || deletionTimestamp !== undefined || ownerReferences.length === 0)
      return;
    const present = this.#presentOf(ownerReferences, namespace);
    if (present === undefined || present.length === ownerReferences.length) return;
    if (present.length === 0) this.#delete(ref, object, ownPolicyOf(object));
    else this.#update(ref, withMetadata(object, { ownerReferences: present }));
  }

  /**
   * The owners that are there; undefined where of one nobody can tell: its kind is not served, or it is in a namespace and
   * what it owns is in none. Such an object stays.
   *
   * @see kubernetes pkg/controller/garbagecollector/garbagecollector.go isDangling
   */
  #presentOf(
    references: readonly OwnerReference[],
    namespace: string | undefined,
  ): readonly OwnerReference[] | undefined {
    const present: OwnerReference[] = [];
    for (const reference of references) {
      if (this.#gone.has(reference.uid)) continue;
      const definition = this.#kindOf(reference.apiVersion, reference.kind);
      const isInNamespace = (namespace ?? "") !== "";
      if (definition === undefined || (definition.namespaced && !isInNamespace)) return undefined;
      if (this.#ownerOf(reference, namespace) !== undefined) present.push(reference);
    }
    return present;
  }

  #ownerOf(reference: OwnerReference, namespace: string | undefined): StoredRef | undefined {
    const definition = this.#kindOf(reference.apiVersion, reference.kind);
    if (definition === undefined) return undefined;
    const key = storageKeyOf(definition.namespaced ? namespace : undefined, reference.name);
    const owner = this.#server.stored(definition.storageKey, key);
    return owner?.metadata?.uid === reference.uid
      ? { resource: definition.storageKey, key }
      : undefined;
  }

  #orphan(ref: StoredRef): void {
    const owner = this.#server.stored(ref.resource, ref.key);
    const { uid = "", finalizers = [] } = owner?.metadata ?? {};
    if (owner === undefined || !finalizers.includes(orphan)) return;
    for (const dependent of this.#dependents.of(uid)) {
      const object = this.#server.stored(dependent.resource, dependent.key);
      const { ownerReferences = [] } = object?.metadata ?? {};
      if (object === undefined) continue;
      const others = ownerReferences.filter((reference) => reference.uid !== uid);
      this.#update(
        dependent,
        withMetadata(object, { ownerReferences: others.length === 0 ? undefined : others }),
      );
    }
    this.#removeFinalizer(ref, orphan);
  }

  #deleteDependents(ref: StoredRef): void {
    const owner = this.#server.stored(ref.resource, ref.key);
    const { uid = "", finalizers = [] } = owner?.metadata ?? {};
    if (owner === undefined || !finalizers.includes(foreground)) return;
    for (const dependent of this.#dependents.of(uid)) {
      const object = this.#server.stored(dependent.resource, dependent.key);
      const { ownerReferences = [], deletionTimestamp, namespace } = object?.metadata ?? {};
      if (object === undefined || deletionTimestamp !== undefined) continue;
      // An owner that waits in the foreground counts as gone for what it waits for.
      const others = this.#presentOf(
        ownerReferences.filter((reference) => reference.uid !== uid),
        namespace,
      );
      if (others === undefined) continue;
      // Only what others hang on has to wait for them in turn.
      const isOwner = this.#dependents.of(object.metadata?.uid ?? "").length > 0;
      const policy = isOwner ? "Foreground" : ownPolicyOf(object);
      if (others.length === 0) this.#delete(dependent, object, policy);
      else this.#update(dependent, withMetadata(object, { ownerReferences: others }));
    }
    this.#finishForegroundOf(ref);
  }

  #finishForeground(reference: OwnerReference, namespace: string | undefined): void {
    const owner = this.#ownerOf(reference, namespace);
    if (owner !== undefined) this.#finishForegroundOf(owner);
  }

  #finishForegroundOf(ref: StoredRef): void {
    const owner = this.#server.stored(ref.resource, ref.key);
    const { uid = "", finalizers = [], deletionTimestamp } = owner?.metadata ?? {};
    if (deletionTimestamp === undefined || !finalizers.includes(foreground)) return;
    const isBlocked = this.#dependents.of(uid).some((dependent) => {
      const object = this.#server.stored(dependent.resource, dependent.key);
      return object?.metadata?.ownerReferences?.some(
        (reference) => reference.uid === uid && reference.blockOwnerDeletion === true,
      );
    });
    if (!isBlocked) this.#removeFinalizer(ref, foreground);
  }

  #removeFinalizer(ref: StoredRef, finalizer: string): void {
    const object = this.#server.stored(ref.resource, ref.key);
    const finalizers = object?.metadata?.finalizers ?? [];
    if (object === undefined || !finalizers.includes(finalizer)) return;
    const others = finalizers.filter((name) => name !== finalizer);
    this.#update(
      ref,
      withMetadata(object, { finalizers: others.length === 0 ? undefined : others }),
    );
  }

  #delete(
    ref: StoredRef,
    object: KubernetesObject,
    propagationPolicy: "Background" | "Foreground" | "Orphan",
  ): void {
    const definition = this.#definitionOf(object);
    if (definition === undefined) return;
    const { name, namespace, uid } = object.metadata ?? {};
    const content = { propagationPolicy, preconditions: { uid } } as KubernetesObject;
    actQuietly(this.#server, {
      verb: "delete",
      definition,
      namespace,
      name,
      client,
      operation: `${client}/delete/${ref.resource}/${ref.key}/${uid}`,
      body: { content, mediaType: "application/json" },
    });
  }

  #update(ref: StoredRef, object: KubernetesObject): void {
    const definition = this.#definitionOf(object);
    // What is stored in a version that is gone nobody can change any more.
    if (definition?.apiVersions?.has(object.apiVersion ?? "") === false) return;
    if (definition === undefined) return;
    const { name, namespace } = object.metadata ?? {};
    actQuietly(this.#server, {
      verb: "update",
      definition,
      namespace,
      name,
      client,
      operation: `${client}/update/${ref.resource}/${ref.key}/${object.metadata?.resourceVersion}`,
      body: { content: definition.fromStored(object), mediaType: "application/json" },
    });
  }

  /** The kind under which an object is stored. */
  #definitionOf(object: KubernetesObject): ResourceDefinition | undefined {
    return this.#kindOf(object.apiVersion ?? "", object.kind ?? "");
  }

  #kindOf(apiVersion: string, kind: string): ResourceDefinition | undefined {
    const { group, version } = parseApiVersion(apiVersion);
    const { registry } = this.#server;
    const exact = registry.lookupKind(group, version, kind);
    if (exact !== undefined) return exact;
    // An owner may be named by a version that is no longer served.
    return registry
      .groups()
      .find((served) => served.group === group)
      ?.versions.flatMap(({ definitions }) => definitions)
      .find((definition) => definition.kind === kind);
  }
}

/** What is to become of the dependents of an object that nobody asked to delete: what its finalizers say. */
function ownPolicyOf({ metadata }: KubernetesObject): "Background" | "Foreground" | "Orphan" {
  const { finalizers = [] } = metadata ?? {};
  if (finalizers.includes(orphan)) return "Orphan";
  return finalizers.includes(foreground) ? "Foreground" : "Background";
}
