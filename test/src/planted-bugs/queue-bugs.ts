import {
  type CreateQueueOptions,
  createQueue,
  type Delta,
  type KubernetesObject,
  type Queue,
} from "@informerlab/core";
import type { ReplacementParts } from "../simulate/replacement-parts.ts";
import { LooseDeltaFIFO, type LooseRules } from "./loose-delta-fifo.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { QueueAround } from "./queue-around.ts";

/** Mistakes in the queue between Reflector and Indexer. */
export const queueBugs: readonly PlantedBug[] = [
  {
    name: "replace-ignores-queued",
    title: {
      en: "A list gives no deletion for an object that only waits in the queue: it becomes a ghost.",
      "zh-CN": "列举不为仅在队列中等待的对象产生删除：它成了幽灵。",
    },
    ancestor: "kubernetes/kubernetes#115658",
    caughtBy: ["F7", "C3"],
    queues: ["delta"],
    budget: 30_000,
    parts: () => loose({ ignoresQueued: true }),
  },
  {
    name: "replace-ignores-known",
    title: {
      en: "A list gives no deletion for an object that only the cache knows.",
      "zh-CN": "列举不为仅存在于缓存中的对象产生删除。",
    },
    caughtBy: ["F7", "C3"],
    queues: ["delta"],
    budget: 10_000,
    parts: () => loose({ ignoresKnown: true }),
  },
  {
    name: "replace-after-delete-skipped",
    title: {
      en: "An object that comes back in a list is dropped while its deletion still waits in the queue.",
      "zh-CN": "对象的删除仍在排队时，列举中重新出现的它被丢弃。",
    },
    ancestor: "kubernetes/kubernetes#83810",
    caughtBy: ["L3", "C3", "F6"],
    queues: ["delta"],
    budget: 50_000,
    parts: () => loose({ skipsReplacedAfterDelete: true }),
  },
  {
    name: "merge-updates",
    title: {
      en: "Two updates of one object become one: a handler never hears of the first.",
      "zh-CN": "同一对象的两次更新被合并：事件处理器永远不知道第一次。",
    },
    caughtBy: ["F3"],
    queues: ["delta"],
    budget: 20_000,
    parts: () => loose({ mergesUpdates: true }),
  },
  {
    name: "keep-poorer-delete",
    title: {
      en: "Of a real deletion and an inferred one, the inferred one is kept.",
      "zh-CN": "真实的删除与推断的删除相遇时，留下了推断的那个。",
    },
    caughtBy: ["F3", "N12"],
    queues: ["delta"],
    budget: 50_000,
    parts: () => loose({ keepsPoorerDelete: true }),
  },
  {
    name: "tombstone-copies",
    title: {
      en: "Two deletions of one key are kept: each list adds another.",
      "zh-CN": "同一个键的两次删除都被保留：每次列举再添一个。",
    },
    caughtBy: ["M2"],
    queues: ["delta"],
    budget: 20_000,
    parts: () => loose({ copiesDeletions: true }),
  },
  {
    name: "sync-over-queued",
    title: {
      en: "A resync puts an old copy behind pending news: the cache goes back in time.",
      "zh-CN": "重新同步把旧副本排到新消息之后：缓存倒退。",
    },
    caughtBy: ["F5", "C2"],
    queues: ["delta"],
    budget: 50_000,
    parts: () => loose({ syncsOverQueued: true }),
  },
  {
    name: "key-order-lost",
    title: {
      en: "The in-order queue hands out key by key, as the old one did.",
      "zh-CN": "按序队列像旧队列那样逐键出队。",
    },
    caughtBy: ["F3", "C4"],
    queues: ["real"],
    budget: 30_000,
    parts: () => queue((options) => createQueue({ ...options, flavour: "delta" })),
  },
  {
    name: "torn-replace",
    title: {
      en: "The atomic queue applies a list object by object: readers see half of it.",
      "zh-CN": "原子队列逐个应用列举结果：读者会看到一半。",
    },
    caughtBy: ["C12", "C4"],
    queues: ["real-atomic"],
    budget: 1000,
    parts: () => queue((options) => createQueue({ ...options, flavour: "real" })),
  },
  {
    name: "updates-untransformed",
    title: {
      en: "An update reaches the cache as the server sent it, past the transform.",
      "zh-CN": "更新绕过 transform，原样进入缓存。",
    },
    caughtBy: ["C1", "N14"],
    queues: ["delta"],
    budget: 5000,
    parts: () => loose({ forgetsTransform: true }),
  },
  {
    name: "newest-key-first",
    title: {
      en: "The key that was queued last comes out first.",
      "zh-CN": "最后入队的键最先出队。",
    },
    caughtBy: ["F1"],
    queues: ["delta"],
    budget: 2000,
    parts: () => loose({ newestFirst: true }),
  },
  {
    name: "resync-first-copies",
    title: {
      en: "A resync replays the first copy of an object that was ever queued.",
      "zh-CN": "重新同步重放的是该对象最早入队的副本。",
    },
    caughtBy: ["C8", "C2"],
    queues: ["delta"],
    budget: 5000,
    parts: () => loose({ syncsFirstCopies: true }),
  },
  {
    name: "resync-skipped-when-busy",
    title: {
      en: "A resync that falls due while news wait is left out, for all objects.",
      "zh-CN": "重新同步到期时若有新消息在等待，就整个略过。",
    },
    caughtBy: ["N16"],
    budget: 20_000,
    parts: () => queue((options) => new BusyQueue(createQueue(options))),
  },
  {
    name: "bookmark-stops-at-reflector",
    title: {
      en: "Bookmarks keep the Reflector's version fresh and never reach the cache's.",
      "zh-CN": "书签只更新反射器的版本，从不到达缓存所声称的版本。",
    },
    caughtBy: ["C13"],
    queues: ["real-atomic"],
    budget: 2000,
    parts: () => queue((options) => new DeafQueue(createQueue(options))),
  },
  {
    name: "batch-mixes-keys",
    title: {
      en: "A batch takes whatever waits, also several deltas of one key.",
      "zh-CN": "批次取走所有等待的增量，包括同一个键的多个增量。",
    },
    caughtBy: ["F11"],
    queues: ["real-atomic"],
    budget: 20_000,
    parts: () => queue((options) => new GreedyQueue(createQueue(options))),
  },
  {
    name: "synced-on-push",
    title: {
      en: "An informer calls itself synced when its first list is queued, not when it is stored.",
      "zh-CN": "首次列举刚入队、尚未存入，就宣布已同步。",
    },
    ancestor: "volcano-sh/volcano#1289",
    caughtBy: ["F6"],
    budget: 1000,
    parts: () => queue((options) => new HastyQueue(createQueue(options))),
  },
];

/** Calls itself synced as soon as it was given a list. */
class HastyQueue extends QueueAround {
  #hasList = false;

  override get hasSynced(): boolean {
    return this.#hasList;
  }

  override replace(objects: readonly KubernetesObject[], resourceVersion: string): void {
    super.replace(objects, resourceVersion);
    this.#hasList = true;
  }
}

/** Leaves a resync out when anything waits. */
class BusyQueue extends QueueAround {
  override resync(): void {
    if (this.length === 0) super.resync();
  }
}

/** Keeps bookmarks from the cache. */
class DeafQueue extends QueueAround {
  override bookmark(_resourceVersion: string): void {
    // They have served the Reflector.
  }
}

/** Makes one batch of everything that waits. */
class GreedyQueue extends QueueAround {
  constructor(inner: Queue<KubernetesObject>) {
    super(inner);
    this.popBatch = (processBatch) => {
      const batch: Delta<KubernetesObject>[] = [];
      let isInitialBatch = false;
      while (this.length > 0) {
        inner.pop((deltas, isInitial) => {
          batch.push(...deltas);
          isInitialBatch ||= isInitial;
        });
      }
      if (batch.length === 0) return "empty";
      processBatch(batch, isInitialBatch);
      return "popped";
    };
  }
}

function loose(rules: LooseRules): ReplacementParts {
  return queue((options) => new LooseDeltaFIFO(options, rules));
}

function queue(
  create: (options: CreateQueueOptions<KubernetesObject>) => Queue<KubernetesObject>,
): ReplacementParts {
  return { informer: () => ({ createQueue: create }) };
}
