import type { KubernetesObject } from "../api/object.ts";
import type { Cancel } from "../environment/scheduler.ts";
import type { ResourceEventHandler } from "./event-handler.ts";
import type { Notification } from "./notification.ts";

/**
 * Notifications as an async iterator. The informer's handler waits until each one was taken, so what is not taken yet
 * waits in the handler's buffer and obeys its limit.
 */
export class NotificationIterator<T extends KubernetesObject>
  implements AsyncIterableIterator<Notification<T>>
{
  readonly #unregister: Cancel;
  readonly #forget: Cancel[] = [];
  readonly #takers: ((result: IteratorResult<Notification<T>, undefined>) => void)[] = [];
  #offered: { readonly notification: Notification<T>; readonly taken: () => void } | undefined;
  #isDone = false;

  constructor(
    register: (handler: ResourceEventHandler<T>) => Cancel,
    ends: readonly ((end: () => void) => Cancel)[],
  ) {
    this.#unregister = register({
      onAdd: (object, isInInitialList) => this.#offer({ type: "add", object, isInInitialList }),
      onUpdate: (oldObject, object) => this.#offer({ type: "update", oldObject, object }),
      onDelete: (object) => this.#offer({ type: "delete", object }),
    });
    for (const onEnd of ends) {
      // A signal that was given before is heard at once: then nothing further is waited for.
      if (!this.#isDone) this.#forget.push(onEnd(() => this.#end()));
    }
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Notification<T>> {
    return this;
  }

  next(): Promise<IteratorResult<Notification<T>, undefined>> {
    const offered = this.#offered;
    if (offered !== undefined) {
      this.#offered = undefined;
      offered.taken();
      return Promise.resolve({ done: false, value: offered.notification });
    }
    if (this.#isDone) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  return(): Promise<IteratorResult<Notification<T>, undefined>> {
    this.#end();
    return Promise.resolve({ done: true, value: undefined });
  }

  #offer(notification: Notification<T>): Promise<void> | undefined {
    const taker = this.#takers.shift();
    if (taker !== undefined) {
      taker({ done: false, value: notification });
      return undefined;
    }
    return new Promise((taken) => {
      this.#offered = { notification, taken };
    });
  }

  #end(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#unregister();
    for (const forget of this.#forget) forget();
    this.#offered?.taken();
    this.#offered = undefined;
    for (const taker of this.#takers.splice(0)) taker({ done: true, value: undefined });
  }
}
