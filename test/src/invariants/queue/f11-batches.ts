import { boundInformer, type Invariant } from "../invariant.ts";

/** Most deltas of one batch. */
const batchLengthMax = 1000;

/** F11: a batch holds different keys and only plain deltas. */
export const batches: Invariant = {
  id: "F11",
  name: "batches",
  title: {
    en: "Only a queue that replaces at once hands out batches; one has at most 1,000 deltas of different keys, and no list, resync or bookmark among them.",
    "zh-CN":
      "只有一次性替换的队列才按批次取出；一个批次最多包含 1000 个不同键的增量，不夹带列举、重新同步或书签。",
  },
  source: "client-go tools/cache/the_real_fifo.go PopBatch",
  binds: ["real", "real-atomic"],
  watch: (judge) => ({
    on: {
      "queue.popped": ({ informer, deltas, isBatch }) => {
        const bound = boundInformer(judge, batches, informer);
        if (!isBatch || bound === undefined) return;
        judge.reached();
        if (bound.flavour !== "real-atomic")
          judge.broken({
            en: `${informer}: a batch of ${deltas.length} is handed out; this queue hands out one by one`,
            "zh-CN": `${informer}：取出了一个 ${deltas.length} 个增量的批次；这种队列一次只取出一个`,
          });
        if (deltas.length > batchLengthMax)
          judge.broken({
            en: `${informer}: a batch has ${deltas.length} deltas`,
            "zh-CN": `${informer}：一个批次有 ${deltas.length} 个增量`,
          });
        const keys = new Set<string>();
        for (const { type, ref } of deltas) {
          if (
            deltas.length > 1 &&
            (type === "ReplacedAll" || type === "SyncAll" || type === "Bookmark")
          ) {
            judge.broken({
              en: `${informer}: a batch holds ${type}`,
              "zh-CN": `${informer}：批次里夹带了 ${type}`,
            });
          }
          if (ref === undefined) continue;
          if (keys.has(ref.key))
            judge.broken({
              en: `${informer}: ${ref.key} is in one batch twice`,
              "zh-CN": `${informer}：${ref.key} 在同一批次里出现了两次`,
            });
          keys.add(ref.key);
        }
      },
    },
  }),
};
