import type { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import type { KubernetesObject } from "../api/object.ts";
import type { ResourceEventHandler } from "./event-handler.ts";

/** A handler whose objects are looked at again when a call of it returns. What it does later is not seen here. */
export class WatchedHandler<T extends KubernetesObject> implements ResourceEventHandler<T> {
  readonly #handler: ResourceEventHandler<T>;
  readonly #afterCall: (object: T) => void;

  constructor(handler: ResourceEventHandler<T>, afterCall: (object: T) => void) {
    this.#handler = handler;
    this.#afterCall = afterCall;
  }

  onAdd(object: T, isInInitialList: boolean): void | PromiseLike<void> {
    const returned = this.#handler.onAdd?.(object, isInInitialList);
    this.#afterCall(object);
    return returned;
  }

  onUpdate(oldObject: T, object: T): void | PromiseLike<void> {
    const returned = this.#handler.onUpdate?.(oldObject, object);
    this.#afterCall(object);
    return returned;
  }

  onDelete(object: T | DeletedFinalStateUnknown<T>): void | PromiseLike<void> {
    return this.#handler.onDelete?.(object);
  }
}
