import {
  createQueue,
  Indexer,
  type KubernetesObject,
  type ListerWatcher,
  type Queue,
  reflectorRules,
  type WatchEvent,
} from "@informerlab/core";
import { around, told } from "../simulate/network/around.ts";
import { isStray } from "../simulate/network/strays.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { QueueAround } from "./queue-around.ts";

/** Mistakes about events that an informer leaves out: whether they count as read. */
export const leftOutBugs: readonly PlantedBug[] = [
  {
    name: "lost-event-comes-again",
    title: {
      en: "An event on which a function of the program threw does not count as read: the next watch begins before it.",
      "zh-CN": "程序的函数在某个事件上抛出异常时，该事件不算已读：下一个监听从它之前开始。",
    },
    caughtBy: ["J3", "P3"],
    budget: 20_000,
    parts: () => ({
      informer: () => {
        const lost = { isNow: false };
        return {
          createQueue: (options) => new ForgetfulQueue(createQueue(options), lost),
          reflectorRules: {
            ...reflectorRules,
            movesResourceVersion: (event) => {
              const isLost = lost.isNow;
              lost.isNow = false;
              return !isLost && reflectorRules.movesResourceVersion(event);
            },
          },
        };
      },
    }),
  },
  {
    name: "lost-write-moves-the-claim",
    title: {
      en: "A write that an index function failed on is lost, and the cache claims its version all the same.",
      "zh-CN": "索引函数失败使一次写入丢失，缓存却照样声称已达到其版本。",
    },
    caughtBy: ["F12"],
    queues: ["real-atomic"],
    budget: 20_000,
    parts: () => ({
      informer: () => ({ createIndexer: (options) => new BoastingIndexer(options) }),
    }),
  },
  {
    name: "claims-amid-a-list",
    title: {
      en: "A cache that takes lists item by item claims the version of its last write.",
      "zh-CN": "逐项接收列举的缓存，声称已到最后一次写入的版本。",
    },
    caughtBy: ["C7"],
    queues: ["delta", "real"],
    budget: 500,
    parts: () => ({
      informer: () => ({
        createIndexer: (options) => new Indexer({ ...options, claimsResourceVersion: true }),
      }),
    }),
  },
  {
    name: "stray-counts-as-read",
    title: {
      en: "An object of another kind among the events is left out, and its version is taken for the newest all the same.",
      "zh-CN": "事件中混入的其他类型对象虽被忽略，其版本却被当作最新版本。",
    },
    caughtBy: ["J3", "P3"],
    budget: 5000,
    parts: () => ({ informer: () => ({ wrapListerWatcher: withVersionsOfStrays }) }),
  },
];

class BoastingIndexer extends Indexer<KubernetesObject> {
  override updateKeyed(key: string, object: KubernetesObject): ReturnType<Indexer["updateKeyed"]> {
    try {
      return super.updateKeyed(key, object);
    } catch (error) {
      this.bookmark(object.metadata?.resourceVersion ?? "");
      throw error;
    }
  }
}

/** Notes when an event was lost in a function. */
class ForgetfulQueue extends QueueAround {
  readonly #lost: { isNow: boolean };

  constructor(inner: Queue<KubernetesObject>, lost: { isNow: boolean }) {
    super(inner);
    this.#lost = lost;
  }

  override add(object: KubernetesObject): void {
    this.#try(() => super.add(object));
  }

  override update(object: KubernetesObject): void {
    this.#try(() => super.update(object));
  }

  override delete(object: Parameters<Queue<KubernetesObject>["delete"]>[0]): void {
    this.#try(() => super.delete(object));
  }

  #try(take: () => void): void {
    try {
      take();
    } catch (error) {
      this.#lost.isNow = true;
      throw error;
    }
  }
}

/** Of a stray its version is heard, like a bookmark. */
function withVersionsOfStrays(inner: ListerWatcher): ListerWatcher {
  const heard = (event: WatchEvent<KubernetesObject>): WatchEvent<KubernetesObject> => {
    if (event.type === "ERROR" || !isStray(event.object)) return event;
    const { metadata = {} } = event.object;
    return { type: "BOOKMARK", object: { metadata } };
  };
  return around(inner, {
    watch: (options, observer) =>
      inner.watch(
        options,
        told(observer, { events: (events) => observer.events(events.map(heard)) }),
      ),
  });
}
