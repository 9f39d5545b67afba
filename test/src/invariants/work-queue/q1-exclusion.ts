import { everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** Q1: one key is never in two workers' hands. */
export const exclusion: Invariant = {
  id: "Q1",
  name: "exclusion",
  title: {
    en: "A key is never processed by two workers at once.",
    "zh-CN": "同一个键绝不会被两个工作协程同时处理。",
  },
  source: "client-go util/workqueue/queue.go: the processing set",
  binds: everyFlavour,
  watch: (judge) => {
    const processing = new PerName(() => new Set<string>());
    const running = new PerName(() => new Map<string, string>());
    return {
      on: {
        "workqueue.got": ({ queue, key }) => {
          judge.reached();
          if (processing.of(queue).has(key))
            judge.broken({
              en: `${queue}: ${key} is handed out while it is being processed`,
              "zh-CN": `${queue}：${key} 还在处理中，就又被交出`,
            });
          processing.of(queue).add(key);
        },
        "workqueue.done": ({ queue, key }) => {
          processing.of(queue).delete(key);
        },
        // What the workers say counts, too: a queue may believe that a key is done.
        "reconcile.started": ({ queue, key, worker }) => {
          const busy = running.of(queue).get(key);
          if (busy !== undefined)
            judge.broken({
              en: `${queue}: ${worker} starts ${key} while ${busy} is at it`,
              "zh-CN": `${queue}：${busy} 还在处理 ${key}，${worker} 就又开始处理它`,
            });
          running.of(queue).set(key, worker);
        },
        "reconcile.succeeded": ({ queue, key }) => {
          running.of(queue).delete(key);
        },
        "reconcile.failed": ({ queue, key }) => {
          running.of(queue).delete(key);
        },
      },
    };
  },
};
