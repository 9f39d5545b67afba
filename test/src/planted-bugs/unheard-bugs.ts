import {
  EventDistributor,
  type KubernetesObject,
  type Notification,
  RateLimitingQueue,
} from "@informerlab/core";
import type { PlantedBug } from "./planted-bug.ts";

/** Mistakes by which somebody who waits hears nothing. */
export const unheardBugs: readonly PlantedBug[] = [
  {
    name: "unchanged-is-untold",
    title: {
      en: "What a list brings unchanged is told to nobody before the first resync.",
      "zh-CN": "首次重新同步之前，列举带来的未变化对象不通知任何人。",
    },
    caughtBy: ["N19"],
    budget: 2000,
    parts: () => ({
      informer: () => ({ createDistributor: (clock) => new PickyDistributor(clock) }),
    }),
  },
  {
    name: "unchanged-in-a-swap-is-untold",
    title: {
      en: "A list takes the place of the whole cache at once, and what it brings unchanged is told to nobody.",
      "zh-CN": "列举一次性替换整个缓存，其中未变化的对象不通知任何人。",
    },
    caughtBy: ["N19"],
    queues: ["real-atomic"],
    budget: 2000,
    parts: () => ({
      informer: () => ({ createDistributor: (clock) => new PickyDistributor(clock) }),
    }),
  },
  {
    name: "workers-are-not-let-go",
    title: {
      en: "Workers that wait for a key are not told that their queue was shut down: they wait for ever.",
      "zh-CN": "队列关闭时，等待键的工作协程没有得到通知：它们永远等下去。",
    },
    caughtBy: ["Q13"],
    budget: 5000,
    parts: () => ({ createWorkQueue: (...input) => new KeepingQueue(...input) }),
  },
  {
    name: "held-back-beyond-the-end",
    title: {
      en: "A queue that is shut down keeps what it held back, with its timer.",
      "zh-CN": "队列关闭后仍用定时器扣留着未到期的键。",
    },
    caughtBy: ["Q13", "P5"],
    budget: 10_000,
    parts: () => ({ createWorkQueue: (...input) => new HoldingQueue(...input) }),
  },
];

/** Until somebody's resync is due for the first time, only news are told. */
class PickyDistributor extends EventDistributor<KubernetesObject> {
  #hasTicked = false;

  override shouldResync(): boolean {
    this.#hasTicked = true;
    return super.shouldResync();
  }

  override distribute(
    notification: Notification<KubernetesObject>,
    cause: number | undefined,
  ): void {
    const isNews =
      notification.type !== "update" ||
      notification.oldObject.metadata?.resourceVersion !==
        notification.object.metadata?.resourceVersion;
    if (isNews || this.#hasTicked) super.distribute(notification, cause);
  }
}

class KeepingQueue extends RateLimitingQueue {
  override get(
    ...[waiter, lane]: Parameters<RateLimitingQueue["get"]>
  ): ReturnType<RateLimitingQueue["get"]> {
    return super.get((key) => {
      if (key !== undefined) waiter(key);
    }, lane);
  }
}

/** Remembers how much waited when it was shut down, as if it waited on. */
class HoldingQueue extends RateLimitingQueue {
  #held = 0;

  override get waitingLength(): number {
    return super.waitingLength + this.#held;
  }

  override shutDown(): void {
    this.#held = super.waitingLength;
    super.shutDown();
  }
}
