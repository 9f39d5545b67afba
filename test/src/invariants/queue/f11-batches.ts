import { boundInformer, type Invariant } from "../invariant.ts";

/** Most deltas of one batch. */
const batchLengthMax = 1000;

/** F11: a batch holds different keys and only plain deltas. */
export const batches: Invariant = {
  id: "F11",
  name: "batches",
  title: {
    en: "A batch has at most 1,000 deltas of different keys, and no list, resync or bookmark among them.",
    "zh-CN": "一个批次最多包含 1000 个不同键的增量，不夹带列举、重新同步或书签。",
  },
  source: "client-go tools/cache/the_real_fifo.go PopBatch",
  binds: ["real", "real-atomic"],
  watch: (judge) => ({
    on: {
      "queue.popped": ({ informer, deltas, isBatch }) => {
        if (!isBatch || boundInformer(judge, batches, informer) === undefined) return;
        judge.reached();
        if (deltas.length > batchLengthMax)
          judge.broken(`${informer}: a batch has ${deltas.length} deltas`);
        const keys = new Set<string>();
        for (const { type, ref } of deltas) {
          if (
            deltas.length > 1 &&
            (type === "ReplacedAll" || type === "SyncAll" || type === "Bookmark")
          ) {
            judge.broken(`${informer}: a batch holds ${type}`);
          }
          if (ref === undefined) continue;
          if (keys.has(ref.key)) judge.broken(`${informer}: ${ref.key} is in one batch twice`);
          keys.add(ref.key);
        }
      },
    },
  }),
};
