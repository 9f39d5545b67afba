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
      "zh-CN": "重新同步也送达从未要求过的处理器。",
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
      "zh-CN": "处理器第一次抛出异常后就再也不会被调用。",
    },
    ancestor: "kubernetes/kubernetes#58394",
    caughtBy: ["N11"],
    budget: 5000,
    parts: () => ({ wrapHandler: (handler) => new FragileHandler(handler) }),
  },
];

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
