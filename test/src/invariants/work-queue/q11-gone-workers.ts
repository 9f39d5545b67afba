import { everyFlavour, type Invariant } from "../invariant.ts";

/** Q11: who waits no longer gets nothing. */
export const goneWorkers: Invariant = {
  id: "Q11",
  name: "gone-workers",
  title: {
    en: "A worker that waits no longer is given no key.",
    "zh-CN": "不再等待的工作协程不会再得到任何键。",
  },
  source: "core/src/workqueue/work-queue.ts get: a wait can be cancelled; client-go's Get cannot",
  binds: everyFlavour,
  watch: (judge) => ({
    on: {
      "actor.acted": ({ action }) => {
        if (action === "worker-leaves") judge.reached();
      },
    },
    see: {
      "work.given-to-gone": ({ queue, key, worker }) =>
        judge.broken({
          en: `${queue}: ${worker} had left and was given ${key}`,
          "zh-CN": `${queue}：${worker} 已经离开，却又得到了 ${key}`,
        }),
    },
  }),
};
