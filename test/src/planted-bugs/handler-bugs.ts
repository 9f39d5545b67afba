import {
  EventDistributor,
  type KubernetesObject,
  type Notification,
  type ResourceEventHandler,
} from "@informerlab/core";
import type { PlantedBug } from "./planted-bug.ts";

/** Mistakes between the distributor and the handlers. */
export const handlerBugs: readonly PlantedBug[] = [
  {
    name: "sync-to-everyone",
    title: {
      en: "A resync reaches handlers that never asked for one.",
      "zh-CN": "重新同步也送达从未要求过的事件处理器。",
    },
    ancestor: "kubernetes-client/javascript#1598",
    caughtBy: ["N9"],
    budget: 20_000,
    parts: () => ({
      informer: () => ({ createDistributor: (clock) => new LoudDistributor(clock) }),
    }),
  },
  {
    name: "throw-kills-listener",
    title: {
      en: "After its first throw a handler is never called again.",
      "zh-CN": "事件处理器第一次抛出异常后就再也不会被调用。",
    },
    ancestor: "kubernetes/kubernetes#58394",
    caughtBy: ["N11", "M1"],
    budget: 5000,
    parts: () => ({ wrapHandler: (handler) => new FragileHandler(handler) }),
  },
  {
    name: "swapped-arguments",
    title: {
      en: "An update hands out the new object as the old one and the old as the new.",
      "zh-CN": "update 把新旧对象的位置对调了。",
    },
    caughtBy: ["J2", "N14"],
    budget: 2000,
    parts: () => ({
      wrapHandler: (handler) => ({
        ...handler,
        onUpdate: (oldObject, object) => handler.onUpdate?.(object, oldObject),
      }),
    }),
  },
  {
    name: "promise-not-awaited",
    title: {
      en: "The promise of a handler is not awaited: its next call begins before the last one ended.",
      "zh-CN": "不等待事件处理器返回的 promise：上一次调用未结束，下一次就开始了。",
    },
    caughtBy: ["N4"],
    budget: 5000,
    parts: () => ({
      wrapHandler: (handler) => ({
        onAdd: (object, isInitial) => void handler.onAdd?.(object, isInitial),
        onUpdate: (oldObject, object) => void handler.onUpdate?.(oldObject, object),
        onDelete: (object) => void handler.onDelete?.(object),
      }),
    }),
  },
  {
    name: "handler-writes-cache",
    title: {
      en: "An object is changed after it was handed out: whoever holds it sees it change.",
      "zh-CN": "对象在交出之后被改动：持有者会看到它变化。",
    },
    caughtBy: ["C9"],
    budget: 2000,
    parts: () => ({
      wrapHandler: (handler) => ({
        ...handler,
        onUpdate: (oldObject, object) => {
          const called = handler.onUpdate?.(oldObject, object);
          Object.assign(object.metadata ?? {}, { generateName: "changed-" });
          return called;
        },
      }),
    }),
  },
  {
    name: "removed-still-told",
    title: {
      en: "A handler that was removed stays on the list of those who are told.",
      "zh-CN": "被移除的事件处理器仍留在通知名单上。",
    },
    caughtBy: ["N8"],
    budget: 20_000,
    parts: () => ({
      informer: () => ({ createDistributor: (clock) => new ClingingDistributor(clock) }),
    }),
  },
];

/** Forgets nobody. */
class ClingingDistributor extends EventDistributor<KubernetesObject> {
  override remove(): boolean {
    return true;
  }
}

/** Sends everything to everybody. */
class LoudDistributor extends EventDistributor<KubernetesObject> {
  override distribute(
    notification: Notification<KubernetesObject>,
    cause: number | undefined,
  ): void {
    for (const { queue } of this.listeners) queue.add(notification, cause);
  }
}

/** Ends for good when the handler throws: its call never returns. */
class FragileHandler implements ResourceEventHandler {
  readonly #inner: ResourceEventHandler;

  constructor(inner: ResourceEventHandler) {
    this.#inner = inner;
  }

  onAdd(
    ...input: Parameters<NonNullable<ResourceEventHandler["onAdd"]>>
  ): void | PromiseLike<void> {
    return this.#call(() => this.#inner.onAdd?.(...input));
  }

  onUpdate(
    ...input: Parameters<NonNullable<ResourceEventHandler["onUpdate"]>>
  ): void | PromiseLike<void> {
    return this.#call(() => this.#inner.onUpdate?.(...input));
  }

  onDelete(
    ...input: Parameters<NonNullable<ResourceEventHandler["onDelete"]>>
  ): void | PromiseLike<void> {
    return this.#call(() => this.#inner.onDelete?.(...input));
  }

  #call(call: () => void | PromiseLike<void>): void | PromiseLike<void> {
    try {
      return call();
    } catch {
      return never;
    }
  }
}

// biome-ignore lint/suspicious/noThenProperty: a promise that never settles, without microtasks.
const never: PromiseLike<void> = { then: () => never as PromiseLike<never> };
