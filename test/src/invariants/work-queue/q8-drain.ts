import { everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** Q8: a drain is over when nobody works any more, neither before nor after. */
export const drain: Invariant = {
  id: "Q8",
  name: "drain",
  title: {
    en: "Whoever waits for a drain is told at the instant at which nothing is in processing, whatever waits; the first plain shut-down tells him at once.",
    "zh-CN":
      "等待 drain 的人，恰在没有任何键处于处理中的那一刻被告知，无论还有什么在排队；第一次普通的 shutDown 则立即告知。",
  },
  source: "client-go util/workqueue/queue.go ShutDownWithDrain, waitForProcessing",
  binds: everyFlavour,
  watch: (judge) => {
    const queues = new PerName(() => ({
      running: new Set<string>(),
      /** What the queue says that it handed out: a worker that has ended its work tells the queue a moment later. */
      handedOut: new Set<string>(),
      isGivenUp: false,
      /**
       * Those who wait, in the order of their coming, which is that of their news. A key that was asked for again may be
       * taken up before the news is told: it counts that nothing was in processing at some time of the wait.
       */
      waiting: [] as { wasIdle: boolean; isOverAt: number | undefined }[],
    }));
    return {
      on: {
        "workqueue.got": ({ queue, key }) => void queues.of(queue).handedOut.add(key),
        "workqueue.done": ({ queue, key }) => {
          const { handedOut, waiting } = queues.of(queue);
          handedOut.delete(key);
          if (handedOut.size === 0) for (const wait of waiting) wait.isOverAt ??= judge.now;
        },
      },
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
          if (!isDraining) {
            // As client-go's delaying queue, ours hands the first plain shut-down on, and no other.
            if (!state.isGivenUp) for (const wait of state.waiting) wait.isOverAt ??= judge.now;
            state.isGivenUp = true;
          } else
            state.waiting.push({
              wasIdle: state.running.size === 0,
              isOverAt: state.handedOut.size === 0 ? judge.now : undefined,
            });
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
          const lateMs = judge.now - (wait?.isOverAt ?? judge.now);
          if (lateMs > judge.clock.lateMs)
            judge.broken({
              en: `${queue}: said to be drained ${lateMs} ms after nothing was in processing`,
              "zh-CN": `${queue}：没有键处于处理中 ${lateMs} 毫秒之后，才宣布已排空`,
            });
        },
      },
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const [queue, { waiting }] of queues.entries()) {
          if (waiting.every(({ isOverAt }) => isOverAt === undefined)) continue;
          judge.broken({
            en: `${queue}: nobody ever told who waits for its drain that it is over`,
            "zh-CN": `${queue}：排空早已结束，等待它的人却始终没有被告知`,
          });
        }
      },
    };
  },
};
