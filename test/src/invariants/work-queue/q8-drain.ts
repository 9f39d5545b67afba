import { everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** Q8: a drain is over when nobody works any more, and not before. */
export const drain: Invariant = {
  id: "Q8",
  name: "drain",
  title: {
    en: "Whoever waits for a drain is told once nothing was in processing, and not before; a plain shut-down tells him at once.",
    "zh-CN":
      "等待 drain 的人，要到曾经没有任何键处于处理中之后才被告知；普通的 shutDown 则立即告知。",
  },
  source: "client-go util/workqueue/queue.go ShutDownWithDrain, waitForProcessing",
  binds: everyFlavour,
  watch: (judge) => {
    const queues = new PerName(() => ({
      running: new Set<string>(),
      isGivenUp: false,
      /**
       * Those who wait, in the order of their coming, which is that of their news. A key that was asked for again may be
       * taken up before the news is told: it counts that nothing was in processing at some time of the wait.
       */
      waiting: [] as { wasIdle: boolean }[],
    }));
    return {
      on: {},
      see: {
        "work.started": ({ queue, key }) => void queues.of(queue).running.add(key),
        "work.ended": ({ queue, key }) => {
          const { running, waiting } = queues.of(queue);
          running.delete(key);
          if (running.size === 0) for (const wait of waiting) wait.wasIdle = true;
        },
        "work.shut-down": ({ queue, isDraining }) => {
          const state = queues.of(queue);
          // Its news may be told after another drain has begun.
          if (!isDraining) state.isGivenUp = true;
          else state.waiting.push({ wasIdle: state.running.size === 0 });
        },
        "work.drained": ({ queue }) => {
          const { running, isGivenUp, waiting } = queues.of(queue);
          const wait = waiting.shift();
          const [key] = running;
          judge.reached();
          if (key !== undefined && !isGivenUp && wait?.wasIdle !== true)
            judge.broken({
              en: `${queue}: said to be drained while ${key} is worked on`,
              "zh-CN": `${queue}：${key} 还在处理中，就宣布已排空`,
            });
        },
      },
    };
  },
};
