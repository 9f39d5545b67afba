import { everyFlavour, type Invariant } from "../invariant.ts";

/** I6: what a reader was given is the reader's. */
export const readersOwn: Invariant = {
  id: "I6",
  name: "readers-own",
  title: {
    en: "A list that a reader was given is its own: it may sort or empty it, and no later write changes it.",
    "zh-CN": "交给读者的列表归读者所有：可以排序或清空，之后的写入也不会改变它。",
  },
  source: "client-go tools/cache Store.List, Indexer.ByIndex: a new slice for each caller",
  binds: everyFlavour,
  watch: (judge) => ({
    on: {},
    end: () => {
      for (const name of judge.world?.informerNames ?? []) {
        for (const { held, copy, query } of judge.world?.informer(name)?.keptReads ?? []) {
          judge.reached();
          if (held.length !== copy.length || held.some((one, index) => one !== copy[index]))
            judge.broken({
              en: `${name}: an answer to ${query} changed in its reader's hands`,
              "zh-CN": `${name}：对 ${query} 的回答在读者手里变了`,
            });
        }
      }
    },
  }),
};
