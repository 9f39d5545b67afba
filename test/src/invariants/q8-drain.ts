import { type Invariant, PerName } from "./invariant.ts";

/** Q8: a drain is over when nobody works any more, and not before. */
export const drain: Invariant = {
  id: "Q8",
  name: "drain",
  title: {
    en: "Whoever waits for a drain is told when nothing is in processing any more; a plain shut-down tells him at once.",
    "zh-CN": "等待 drain 的人，在没有任何键处于处理中时才被告知；普通的 shutDown 则立即告知。",
  },
  source: "client-go util/workqueue/queue.go ShutDownWithDrain, waitForProcessing",
  binds: ["delta", "real", "real-atomic"],
  watch: (judge) => {
    const queues = new PerName(() => ({ running: new Set<string>(), isGivenUp: false }));
    return {
      on: {},
      see: {
        "work.started": ({ queue, key }) => void queues.of(queue).running.add(key),
        "work.ended": ({ queue, key }) => void queues.of(queue).running.delete(key),
        "work.shut-down": ({ queue, isDraining }) => {
          queues.of(queue).isGivenUp = !isDraining;
        },
        "work.drained": ({ queue }) => {
          const { running, isGivenUp } = queues.of(queue);
          const [key] = running;
          judge.reached();
          if (key !== undefined && !isGivenUp)
            judge.broken(`${queue}: said to be drained while ${key} is worked on`);
        },
      },
    };
  },
};
