import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import type { KubernetesObject } from "../api/object.ts";
import type { Notification } from "./notification.ts";

/**
 * What users implement; missing functions are skipped (EH-1). Objects are the cached ones, shared and read-only.
 * A function may return a promise: the next notification waits for it. One that throws or rejects is reported and
 * never stops anything.
 *
 * @see client-go tools/cache/controller.go
 */
export interface ResourceEventHandler<T extends KubernetesObject = KubernetesObject> {
  /** `isInInitialList`: part of what existed when this handler began. */
  onAdd?(object: T, isInInitialList: boolean): void | PromiseLike<void>;
  /** Also for a resync or relist that changed nothing: then both have one resourceVersion. */
  onUpdate?(oldObject: T, newObject: T): void | PromiseLike<void>;
  /** A tombstone when the deletion itself was missed; {@link deletedObject} unwraps either. */
  onDelete?(object: T | DeletedFinalStateUnknown<T>): void | PromiseLike<void>;
}

/** The object of a deletion: its final state, or the last state known, or undefined when nothing was known. */
export function deletedObject<T extends KubernetesObject>(
  deleted: T | DeletedFinalStateUnknown<T>,
): T | undefined {
  return deleted instanceof DeletedFinalStateUnknown ? deleted.object : deleted;
}

/**
 * Passes on what a filter accepts (EH-2): an object that begins to pass is added, one that no longer passes is deleted
 * (with its old state, never a tombstone). For deletions the filter sees the tombstone if there is one.
 *
 * @see client-go tools/cache/controller.go FilteringResourceEventHandler
 */
export class FilteringResourceEventHandler<T extends KubernetesObject = KubernetesObject>
  implements ResourceEventHandler<T>
{
  readonly #accepts: (object: T | DeletedFinalStateUnknown<T>) => boolean;
  readonly #handler: ResourceEventHandler<T>;

  constructor(
    accepts: (object: T | DeletedFinalStateUnknown<T>) => boolean,
    handler: ResourceEventHandler<T>,
  ) {
    this.#accepts = accepts;
    this.#handler = handler;
  }

  onAdd(object: T, isInInitialList: boolean): void | PromiseLike<void> {
    if (this.#accepts(object)) return this.#handler.onAdd?.(object, isInInitialList);
  }

  onUpdate(oldObject: T, newObject: T): void | PromiseLike<void> {
    const isNew = this.#accepts(newObject);
    const wasOld = this.#accepts(oldObject);
    if (isNew && wasOld) return this.#handler.onUpdate?.(oldObject, newObject);
    if (isNew) return this.#handler.onAdd?.(newObject, false);
    if (wasOld) return this.#handler.onDelete?.(oldObject);
  }

  onDelete(object: T | DeletedFinalStateUnknown<T>): void | PromiseLike<void> {
    if (this.#accepts(object)) return this.#handler.onDelete?.(object);
  }
}

/** Hands one notification to the function that it is for. */
export function callHandler<T extends KubernetesObject>(
  handler: ResourceEventHandler<T>,
  notification: Notification<T>,
): void | PromiseLike<void> {
  switch (notification.type) {
    case "add":
      return handler.onAdd?.(notification.object, notification.isInInitialList);
    case "update":
      return handler.onUpdate?.(notification.oldObject, notification.object);
    case "delete":
      return handler.onDelete?.(notification.object);
  }
}
