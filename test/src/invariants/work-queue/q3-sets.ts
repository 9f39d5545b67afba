import { everyFlavour, type Invariant, PerName } from "../invariant.ts";

interface Sets {
  readonly queued: string[];
  /** How often each key was asked for, and how often by the time at which it last found its place. */
  readonly asks: Map<string, number>;
  readonly heat: Map<string, number>;
  readonly dirty: Set<string>;
  readonly processing: Set<string>;
  adds: number;
  starts: number;
}

/** Q3, Q4, Q5: each key waits once, in order of arrival, and is started no more often than it was added. */
export const workQueueSets: Invariant = {
  id: "Q3",
  name: "work-queue-sets",
  title: {
    en: "A key waits at most once and comes out in the order it was first added, or the one asked for most often before others, where that is wanted; there are never more starts than adds.",
    "zh-CN":
      "同一个键最多排队一次，按首次加入的顺序取出；若如此设置，则请求次数最多的键先于其他键；处理的次数不会多于加入的次数。",
  },
  source: "client-go util/workqueue/queue.go: queue, dirty, processing",
  binds: everyFlavour,
  watch: (judge) => {
    const queues = new PerName<Sets>(() => ({
      queued: [],
      asks: new Map(),
      heat: new Map(),
      dirty: new Set(),
      processing: new Set(),
      adds: 0,
      starts: 0,
    }));
    const finds = (queue: string, key: string): void => {
      const { asks, heat } = queues.of(queue);
      if (judge.world?.isHotFirst(queue) === true) heat.set(key, asks.get(key) ?? 0);
    };
    return {
      see: {
        "work.asked": ({ queue, key }) => {
          const { asks } = queues.of(queue);
          asks.set(key, (asks.get(key) ?? 0) + 1);
        },
      },
      on: {
        "workqueue.added": ({ queue, key, depth }) => {
          const sets = queues.of(queue);
          sets.adds += 1;
          finds(queue, key);
          if (sets.queued.includes(key))
            judge.broken({
              en: `${queue}: ${key} waits twice`,
              "zh-CN": `${queue}：${key} 排了两次队`,
            });
          if (sets.processing.has(key))
            judge.broken({
              en: `${queue}: ${key} waits while it is being processed`,
              "zh-CN": `${queue}：${key} 还在处理中，就又去排队`,
            });
          sets.queued.push(key);
          if (depth !== sets.queued.length)
            judge.broken({
              en: `${queue}: says that ${depth} keys wait; ${sets.queued.length} do`,
              "zh-CN": `${queue}：自称有 ${depth} 个键在排队，实际有 ${sets.queued.length} 个`,
            });
        },
        "workqueue.collapsed": ({ queue, key, where }) => {
          judge.reached();
          const sets = queues.of(queue);
          sets.adds += 1;
          if (where === "processing") {
            sets.dirty.add(key);
            return;
          }
          finds(queue, key);
          if (!sets.queued.includes(key))
            judge.broken({
              en: `${queue}: the add of ${key} bounced off, but it does not wait`,
              "zh-CN": `${queue}：${key} 的 add 被当作重复而略过，可它并没有在排队`,
            });
        },
        "workqueue.got": ({ queue, key }) => {
          judge.reached();
          const sets = queues.of(queue);
          sets.starts += 1;
          const first = firstOf(sets);
          if (first !== key)
            judge.broken({
              en: `${queue}: ${key} comes out; ${first ?? "nothing"} is first in line`,
              "zh-CN": `${queue}：取出的是 ${key}，而${first === undefined ? "队列里什么都没有" : `排在最前面的是 ${first}`}`,
            });
          const index = sets.queued.indexOf(key);
          if (index >= 0) sets.queued.splice(index, 1);
          if (sets.starts > sets.adds)
            judge.broken({
              en: `${queue}: ${key} is started more often than it was added`,
              "zh-CN": `${queue}：${key} 开始处理的次数多于加入的次数`,
            });
          sets.dirty.delete(key);
          sets.processing.add(key);
        },
        "workqueue.done": ({ queue, key, isRequeued }) => {
          const sets = queues.of(queue);
          sets.processing.delete(key);
          if (isRequeued !== sets.dirty.has(key)) {
            judge.broken(
              isRequeued
                ? {
                    en: `${queue}: ${key} waits again though nobody added it meanwhile`,
                    "zh-CN": `${queue}：${key} 又去排队，可其间没有谁加入过它`,
                  }
                : {
                    en: `${queue}: ${key} was added while it was processed and does not wait again`,
                    "zh-CN": `${queue}：${key} 在处理期间又被加入，却没有再去排队`,
                  },
            );
          }
          if (isRequeued) {
            sets.queued.push(key);
            finds(queue, key);
          }
          sets.dirty.delete(key);
        },
      },
    };
  },
};

/** The hottest, or the one that has waited for longest among equals. */
function firstOf({ queued, heat }: Sets): string | undefined {
  let first = queued[0];
  for (const key of queued) if ((heat.get(key) ?? 0) > (heat.get(first ?? key) ?? 0)) first = key;
  return first;
}
