import { everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** Q10: when all is quiet, nothing waits and nothing is in processing. */
export const workQueueAtRest: Invariant = {
  id: "Q10",
  name: "work-queue-at-rest",
  title: {
    en: "When all is quiet, no key waits and none is being processed.",
    "zh-CN": "一切平静时，没有键在等待，也没有键在处理中。",
  },
  source: "client-go util/workqueue",
  binds: everyFlavour,
  watch: (judge) => {
    const queues = new PerName(() => ({ depth: 0, processing: new Set<string>() }));
    return {
      on: {
        "workqueue.added": ({ queue, depth }) => {
          queues.of(queue).depth = depth;
        },
        "workqueue.got": ({ queue, key, depth }) => {
          judge.reached();
          const state = queues.of(queue);
          state.depth = depth;
          state.processing.add(key);
        },
        "workqueue.done": ({ queue, key, depth }) => {
          const state = queues.of(queue);
          state.depth = depth;
          state.processing.delete(key);
        },
      },
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const [name, { depth, processing }] of queues.entries()) {
          const [key] = processing;
          if (key !== undefined)
            judge.broken({
              en: `${name}: all is quiet and ${key} is still in processing`,
              "zh-CN": `${name}：一切平静，${key} 却还在处理中`,
            });
          if (depth > 0)
            judge.broken({
              en: `${name}: all is quiet and ${depth} keys still wait`,
              "zh-CN": `${name}：一切平静，却还有 ${depth} 个键在等待`,
            });
        }
      },
    };
  },
};
