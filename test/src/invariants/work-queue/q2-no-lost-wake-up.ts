import { everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** Q2: an add is followed by a processing that starts after it. */
export const noLostWakeUp: Invariant = {
  id: "Q2",
  name: "no-lost-wake-up",
  title: {
    en: "After every add, a processing of that key starts later, unless the queue shuts down.",
    "zh-CN": "每次 add 之后，必有一次该键的处理随后开始，除非队列已关闭。",
  },
  source: "client-go util/workqueue/queue.go: the dirty set",
  binds: everyFlavour,
  watch: (judge) => {
    const owed = new PerName(() => new Map<string, number>());
    const shutDown = new Set<string>();
    const added = (queue: string, key: string): void => {
      judge.reached();
      if (!shutDown.has(queue)) owed.of(queue).set(key, judge.record.at);
    };
    return {
      on: {
        "workqueue.added": ({ queue, key }) => added(queue, key),
        "workqueue.collapsed": ({ queue, key }) => added(queue, key),
        "workqueue.got": ({ queue, key }) => {
          owed.of(queue).delete(key);
        },
        "workqueue.shut-down": ({ queue }) => {
          shutDown.add(queue);
        },
      },
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const [queue, keys] of owed.entries()) {
          const [key] = keys.keys();
          if (key !== undefined && !shutDown.has(queue))
            judge.broken({
              en: `${queue}: ${key} was added and never processed after that`,
              "zh-CN": `${queue}：${key} 加入之后，始终没有得到处理`,
            });
        }
      },
    };
  },
};
