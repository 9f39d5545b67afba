import {
  type Cancel,
  createQueue,
  EventDistributor,
  type KubernetesObject,
  type Listener,
  lane,
  type Notification,
  type RateLimiter,
  RateLimitingQueue,
  type SharedIndexInformer,
  SharedInformerFactory,
} from "@informerlab/core";
import type { PlantedBug } from "./planted-bug.ts";

/** Mistakes that only show in how a program uses handlers, workers, waits and writes. */
export const programBugs: readonly PlantedBug[] = [
  {
    name: "shutdown-not-awaited",
    title: {
      en: "The shutdown of a handler is said to be over while a callback of it still runs.",
      "zh-CN": "事件处理器的回调仍在运行，就宣告其关闭完成。",
    },
    caughtBy: ["N17"],
    budget: 5000,
    parts: () => ({
      informer: () => ({ createDistributor: (clock) => new HastyEnds(clock) }),
    }),
  },
  {
    name: "full-buffer-drops",
    title: {
      en: "A handler's buffer that is full drops what comes instead of merging it.",
      "zh-CN": "事件处理器的缓冲满了之后，丢弃新来的通知而不是合并。",
    },
    caughtBy: ["N18"],
    budget: 10_000,
    parts: () => ({
      informer: () => ({ createDistributor: (clock) => new DroppingBuffers(clock) }),
    }),
  },
  {
    name: "limit-is-ignored",
    title: {
      en: "The limit of a handler's buffer is ignored: it grows without bound.",
      "zh-CN": "事件处理器缓冲的上限被忽略：它无限增长。",
    },
    caughtBy: ["M1"],
    budget: 20_000,
    // With a limit of three six must wait behind the one at work, and something has to be there and slow.
    operationsMax: 9,
    parts: () => ({
      alterInformer: (informer) => {
        const add = informer.addEventHandler.bind(informer);
        informer.addEventHandler = (handler, { buffer: _ignored, ...options } = {}) =>
          add(handler, options);
      },
    }),
  },
  {
    name: "wait-ignores-its-end",
    title: {
      en: "Whoever gives up waiting for a version is not told, and waits on.",
      "zh-CN": "放弃等待某个版本的人没有得到通知，继续等待。",
    },
    caughtBy: ["C10"],
    budget: 20_000,
    parts: () => ({
      alterInformer: (informer) => {
        const wait = informer.waitForResourceVersion.bind(informer);
        informer.waitForResourceVersion = (version) => wait(version);
      },
    }),
  },
  {
    name: "wait-for-sync-ignores-its-end",
    title: {
      en: "Whoever gives up waiting for the sync of a handler is not told: a program that ends before it hangs.",
      "zh-CN": "放弃等待事件处理器同步的人没有得到通知：在同步之前结束的程序会挂起。",
    },
    caughtBy: ["P5"],
    budget: 1000,
    parts: () => ({
      alterInformer: (informer) => {
        const add = informer.addEventHandler.bind(informer);
        informer.addEventHandler = (...input) => {
          const registration = add(...input);
          const wait = registration.waitForSync.bind(registration);
          registration.waitForSync = () => wait();
          return registration;
        };
      },
    }),
  },
  {
    name: "wait-for-what-is-there-is-late",
    title: {
      en: "Whoever waits for a version that the cache holds already is told ten seconds later.",
      "zh-CN": "等待缓存早已拥有的版本的人，十秒之后才得知。",
    },
    caughtBy: ["C10"],
    budget: 20_000,
    parts: () => ({
      alterInformer: (informer, { clock }) => {
        const onVersion = informer.onResourceVersion.bind(informer);
        informer.onResourceVersion = (version, told) => {
          let isAtOnce = true;
          const late = (): void => {
            if (isAtOnce) clock.after(10_000, lateLane, told);
            else told();
          };
          const cancel = onVersion(version, late);
          isAtOnce = false;
          return cancel;
        };
      },
    }),
  },
  {
    name: "versions-share-an-informer",
    title: {
      en: "A factory has one informer for all versions of a resource.",
      "zh-CN": "工厂让一个资源的所有版本共用一个 informer。",
    },
    caughtBy: ["S1"],
    budget: 5000,
    parts: () => ({ createFactory: (...input) => new VersionBlindFactory(...input) }),
  },
  {
    name: "stop-comes-later",
    title: {
      en: "An informer that is stopped goes on for a tenth of a second.",
      "zh-CN": "informer 停止后仍继续运行十分之一秒。",
    },
    caughtBy: ["F9", "N13"],
    budget: 20_000,
    parts: () => ({
      alterInformer: (informer, { clock }) => {
        const stop = informer.stop.bind(informer);
        let isAsked = false;
        informer.stop = () => {
          if (!isAsked) clock.after(100, lateLane, stop);
          isAsked = true;
        };
      },
    }),
  },
  {
    name: "transform-twice",
    title: {
      en: "What a transform has made is transformed again.",
      "zh-CN": "transform 的产物又被 transform 一次。",
    },
    ancestor: "kubernetes/kubernetes#115620",
    caughtBy: ["F10"],
    budget: 5000,
    parts: () => ({
      informer: () => ({
        createQueue: ({ transformer, ...options }) =>
          createQueue({
            ...options,
            ...(transformer && { transformer: (object) => transformer(transformer(object)) }),
          }),
      }),
    }),
  },
  {
    name: "unknown-index-is-empty",
    title: {
      en: "An index that does not exist is answered as if it were empty.",
      "zh-CN": "不存在的索引被当作空索引来回答。",
    },
    caughtBy: ["I4"],
    budget: 100,
    parts: () => ({
      alterInformer: ({ indexer }) => {
        const byIndex = indexer.byIndex.bind(indexer);
        indexer.byIndex = (name, value) =>
          name in indexer.getIndexers() ? byIndex(name, value) : [];
      },
    }),
  },
  {
    name: "stale-update-wins",
    title: {
      en: "An update of an old version overwrites the newer one.",
      "zh-CN": "基于旧版本的 update 覆盖了较新的版本。",
    },
    caughtBy: ["L5"],
    budget: 2000,
    parts: () => ({
      alterWrite: ({ metadata, ...object }) => {
        const { resourceVersion: _asked, ...rest } = metadata ?? {};
        return { ...object, metadata: rest };
      },
    }),
  },
  {
    name: "gone-worker-is-served",
    title: {
      en: "A worker that waits no longer is given the next key.",
      "zh-CN": "不再等待的工作协程仍得到下一个键。",
    },
    caughtBy: ["Q11"],
    budget: 10_000,
    parts: () => ({ createWorkQueue: (...input) => new DeafQueue(...input) }),
  },
  {
    name: "wake-up-dies-with-its-worker",
    title: {
      en: "The wake-up of a worker that leaves is lost: the key waits although another worker is idle.",
      "zh-CN": "离开的工作协程的唤醒丢失了：另有空闲工作协程，键却仍在等待。",
    },
    caughtBy: ["Q7"],
    budget: 20_000,
    parts: () => ({ createWorkQueue: (...input) => new ForgetfulQueue(...input) }),
  },
  {
    name: "retries-begin-anew",
    title: {
      en: "After 31 failures in a row the delay of a key collapses to its first.",
      "zh-CN": "连续失败 31 次之后，键的延迟骤然回到初始值。",
    },
    caughtBy: ["Q7"],
    budget: 5000,
    parts: () => ({
      createWorkQueue: (environment, options) =>
        new RateLimitingQueue(environment, {
          ...options,
          ...(options.rateLimiter && { rateLimiter: new OverflowingLimiter(options.rateLimiter) }),
        }),
    }),
  },
];

const lateLane = lane("late");

/** Tells at once whoever asks when a handler is done. */
class HastyEnds extends EventDistributor<KubernetesObject> {
  override add(listener: Listener<KubernetesObject>): void {
    listener.queue.whenDone = (told) => told();
    super.add(listener);
  }
}

class VersionBlindFactory extends SharedInformerFactory {
  override informerFor<T extends KubernetesObject = KubernetesObject>(
    ...[resource, create]: Parameters<typeof SharedInformerFactory.prototype.informerFor<T>>
  ): SharedIndexInformer<T> {
    return super.informerFor<T>({ ...resource, version: "v1" }, create);
  }
}

/** Notifications that wait from which on new ones are lost. */
const roomMax = 2;

class DroppingBuffers extends EventDistributor<KubernetesObject> {
  override distribute(
    notification: Notification<KubernetesObject>,
    cause: number | undefined,
  ): void {
    for (const { queue } of this.listeners)
      if (queue.depth < roomMax) queue.add(notification, cause);
  }
}

/** Serves who no longer waits. */
class DeafQueue extends RateLimitingQueue {
  override get(...input: Parameters<RateLimitingQueue["get"]>): Cancel {
    super.get(...input);
    return () => undefined;
  }
}

/** A key that came for a worker which has left is forgotten until much later. */
class ForgetfulQueue extends RateLimitingQueue {
  override get(...[waiter, own]: Parameters<RateLimitingQueue["get"]>): Cancel {
    let hasLeft = false;
    super.get((key) => {
      if (!hasLeft || key === undefined) {
        waiter(key);
        return;
      }
      this.addAfter(key, 20_000);
      this.done(key);
    }, own);
    return () => {
      hasLeft = true;
    };
  }
}

/** Counts failures in five bits. */
class OverflowingLimiter implements RateLimiter {
  readonly #inner: RateLimiter;

  constructor(inner: RateLimiter) {
    this.#inner = inner;
  }

  when(key: string): number {
    if (this.#inner.numRequeues(key) > 31) this.#inner.forget(key);
    return this.#inner.when(key);
  }

  forget(key: string): void {
    this.#inner.forget(key);
  }

  numRequeues(key: string): number {
    return this.#inner.numRequeues(key);
  }
}
