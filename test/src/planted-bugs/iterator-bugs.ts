import type { KubernetesObject, Notification, SharedIndexInformer } from "@informerlab/core";
import type { ReplacementParts } from "../simulate/replacement-parts.ts";
import type { PlantedBug } from "./planted-bug.ts";

type Notifications = AsyncIterableIterator<Notification<KubernetesObject>>;
type Ended = IteratorResult<Notification<KubernetesObject>, undefined>;

/** Mistakes in what iterates over an informer's notifications. */
export const iteratorBugs: readonly PlantedBug[] = [
  {
    name: "left-loop-stays-registered",
    title: {
      en: "Who leaves a loop over notifications is forgotten, and its handler goes on being called.",
      "zh-CN": "离开通知循环之后，其事件处理器仍在注册中，继续被调用。",
    },
    caughtBy: ["N20"],
    budget: 5000,
    parts: () =>
      iterating((inner) => ({
        next: () => inner.next(),
        return: () => new Promise<Ended>((resolve) => resolve({ done: true, value: undefined })),
      })),
  },
  {
    name: "end-of-loop-untold",
    title: {
      en: "A loop over notifications that waits when its informer stops waits for ever.",
      "zh-CN": "informer 停止时正在等待的通知循环永远等下去。",
    },
    caughtBy: ["N20"],
    budget: 5000,
    parts: () =>
      iterating((inner) => ({
        next: () =>
          new Promise<Ended>((resolve) => {
            void inner.next().then((result) => {
              if (result.done !== true) resolve(result);
            });
          }),
        return: () => inner.return?.() ?? Promise.resolve({ done: true, value: undefined }),
      })),
  },
];

function iterating(
  change: (inner: Notifications) => Pick<Notifications, "next" | "return">,
): ReplacementParts {
  return {
    alterInformer: (informer: SharedIndexInformer) => {
      const notifications = informer.notifications.bind(informer);
      informer.notifications = (...input) => {
        const changed: Notifications = {
          ...change(notifications(...input)),
          [Symbol.asyncIterator]: () => changed,
        };
        return changed;
      };
    },
  };
}
