import { everyFlavour, type Invariant } from "../invariant.ts";

/** Q13: a queue that takes no more keys lets its workers go. */
export const workersEnd: Invariant = {
  id: "Q13",
  name: "workers-end",
  title: {
    en: "A queue that is shut down lets go of what it held back, and of its timers; when all is quiet the loop that served it has ended: each of its workers was told.",
    "zh-CN":
      "队列关闭时放弃所有尚未到期的键以及自己的定时器；一切平静之后，为其服务的循环已经结束：每个工作协程都得到了通知。",
  },
  source: "client-go util/workqueue/queue.go Get, ShutDown",
  binds: everyFlavour,
  watch: (judge) => {
    const shutDown = new Set<string>();
    return {
      on: {},
      see: {
        "work.shut-down": ({ queue }) => {
          shutDown.add(queue);
          judge.askForStepEnd();
        },
      },
      askedStepEnd: () => {
        for (const queue of shutDown) {
          const held = judge.world?.heldBack(queue) ?? 0;
          if (held > 0)
            judge.broken({
              en: `${queue}: it was shut down and still holds ${held} keys back, with a timer`,
              "zh-CN": `${queue}：已经关闭，却仍用定时器扣留着 ${held} 个键`,
            });
          else if (judge.world?.timerLanes.includes(`workqueue/${queue}`) === true)
            judge.broken({
              en: `${queue}: it was shut down and holds nothing back, and a timer of it still waits`,
              "zh-CN": `${queue}：已经关闭，也没有扣留任何键，却仍有定时器在等待`,
            });
        }
      },
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const queue of shutDown) {
          judge.reached();
          if (judge.world?.isServed(queue) === true)
            judge.broken({
              en: `${queue}: it was shut down, all is quiet, and workers still wait for keys of it`,
              "zh-CN": `${queue}：已经关闭且一切平静，却仍有工作协程在等待它的键`,
            });
        }
      },
    };
  },
};
