import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import type { KubernetesObject } from "../api/object.ts";
import { deletionHandlingMetaNamespaceKey } from "../api/object-key.ts";

/** Where keys go: any work queue, or the queue of a reconcile loop. */
export interface KeyQueue {
  add(key: string): void;
}

/** A handler that enqueues keys; give it to `addEventHandler`. */
export interface EnqueueingHandler<T extends KubernetesObject> {
  onAdd(object: T): void;
  onUpdate(oldObject: T, newObject: T): void;
  onDelete(object: T | DeletedFinalStateUnknown<T>): void;
}

/** Enqueues the key of each object that is added, changed or deleted. */
export function enqueueObject<T extends KubernetesObject>(queue: KeyQueue): EnqueueingHandler<T> {
  const enqueue = (object: T | DeletedFinalStateUnknown<T>): void =>
    queue.add(deletionHandlingMetaNamespaceKey(object));
  return { onAdd: enqueue, onUpdate: (_old, object) => enqueue(object), onDelete: enqueue };
}

/** Which owners {@link enqueueOwner} looks for. */
export interface EnqueueOwnerOptions {
  readonly kind: string;
  /** Group of the owner's apiVersion, empty for core. Any version of it counts. */
  readonly group?: string;
  /** The owner has no namespace. @defaultValue false */
  readonly isClusterScoped?: boolean;
  /** False: every owner, not only the one with `controller: true`. @defaultValue true */
  readonly onlyController?: boolean;
}

/** Enqueues the keys of the owners of each object; of those before and after an update. */
export function enqueueOwner<T extends KubernetesObject>(
  queue: KeyQueue,
  options: EnqueueOwnerOptions,
): EnqueueingHandler<T> {
  const { kind, group = "", isClusterScoped = false, onlyController = true } = options;
  return enqueueMapped(queue, (object) => {
    const { ownerReferences, namespace } = object.metadata ?? {};
    // Clients of other languages write null and "" for what is not there.
    return (ownerReferences ?? [])
      .filter((owner) => owner.kind === kind && groupOf(owner.apiVersion) === group)
      .filter((owner) => !onlyController || owner.controller === true)
      .map((owner) => (isClusterScoped || !namespace ? owner.name : `${namespace}/${owner.name}`));
  });
}

/**
 * Enqueues the keys that a function names for each object; for an update those of both states, so that whoever was
 * related before hears of it too. Of a tombstone without a known state nothing can be said.
 */
export function enqueueMapped<T extends KubernetesObject>(
  queue: KeyQueue,
  keysOf: (object: T) => readonly string[],
): EnqueueingHandler<T> {
  const enqueue = (...objects: readonly (T | undefined)[]): void => {
    const keys = new Set(objects.flatMap((object) => (object === undefined ? [] : keysOf(object))));
    for (const key of keys) queue.add(key);
  };
  return {
    onAdd: (object) => enqueue(object),
    onUpdate: (oldObject, newObject) => enqueue(oldObject, newObject),
    onDelete: (deleted) =>
      enqueue(deleted instanceof DeletedFinalStateUnknown ? deleted.object : deleted),
  };
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}
