import type {
  HandlerOptions,
  KubernetesObject,
  Notification,
  ResourceEventHandler,
  SharedIndexInformer,
} from "@informerlab/core";
import type { Observe } from "../../invariants/observation.ts";
import type { ProgramWait } from "../programs/program-waits.ts";
import { awaitWithin, withStepPromises } from "./step-promise.ts";

/** Whose notifications are read, and by whom. */
export interface NotificationReaderOptions {
  readonly informer: SharedIndexInformer;
  readonly handler: string;
  readonly settings: HandlerOptions;
  /** What is done with each before the next is taken. */
  readonly callbacks: Required<ResourceEventHandler>;
  /** Over when there is nothing more, or the loop is left. */
  readonly wait: ProgramWait;
  readonly observe: Observe | undefined;
}

/** A program's loop over the notifications of an informer: it takes one, works, and takes the next. */
export class NotificationReader {
  readonly #options: NotificationReaderOptions;
  readonly #place: { readonly informer: string; readonly handler: string };
  readonly #notifications: AsyncIterableIterator<Notification<KubernetesObject>>;

  constructor(options: NotificationReaderOptions) {
    const { informer, handler, observe } = options;
    this.#options = options;
    this.#place = { informer: informer.name, handler };
    observe?.({ kind: "reader.joined", ...this.#place });
    this.#notifications = notificationsOf(options);
    this.#next();
  }

  /** Leaves the loop. */
  leave(): void {
    const { return: end } = this.#notifications;
    if (end === undefined) return;
    const { observe, wait } = this.#options;
    observe?.({ kind: "reader.leaves", ...this.#place });
    awaitWithin(
      () => end.call(this.#notifications),
      () => {
        wait.isOver = true;
        observe?.({ kind: "reader.left", ...this.#place });
      },
    );
  }

  #next(): void {
    const { observe, wait } = this.#options;
    observe?.({ kind: "reader.waits", ...this.#place });
    awaitWithin(
      () => this.#notifications.next(),
      (result) => {
        if (result.done !== true) {
          this.#take(result.value);
          return;
        }
        wait.isOver = true;
        observe?.({ kind: "reader.ended", ...this.#place });
      },
    );
  }

  #take(notification: Notification<KubernetesObject>): void {
    this.#options.observe?.({ kind: "reader.took", ...this.#place, notification });
    const next = (): void => this.#next();
    try {
      const working = called(this.#options.callbacks, notification);
      // What the work throws is its own affair: the loop goes on.
      if (working === undefined) next();
      else working.then(next, next);
    } catch {
      next();
    }
  }
}

/** Its promises settle within the step in which the informer makes or keeps them. */
function notificationsOf({
  informer,
  handler: name,
  settings,
  wait,
}: NotificationReaderOptions): AsyncIterableIterator<Notification<KubernetesObject>> {
  const add = informer.addEventHandler.bind(informer);
  informer.addEventHandler = (handler, options) =>
    add(
      {
        onAdd: (object, isInInitialList) =>
          withStepPromises(() => handler.onAdd?.(object, isInInitialList)),
        onUpdate: (oldObject, object) =>
          withStepPromises(() => handler.onUpdate?.(oldObject, object)),
        onDelete: (object) => withStepPromises(() => handler.onDelete?.(object)),
      },
      options,
    );
  try {
    return informer.notifications(wait.signal, { ...settings, name });
  } finally {
    Reflect.deleteProperty(informer, "addEventHandler");
  }
}

function called(
  { onAdd, onUpdate, onDelete }: Required<ResourceEventHandler>,
  notification: Notification<KubernetesObject>,
): void | PromiseLike<void> {
  switch (notification.type) {
    case "add":
      return onAdd(notification.object, notification.isInInitialList);
    case "update":
      return onUpdate(notification.oldObject, notification.object);
    case "delete":
      return onDelete(notification.object);
  }
}
