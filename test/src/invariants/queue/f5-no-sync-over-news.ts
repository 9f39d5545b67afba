import { boundInformer, type Invariant } from "../invariant.ts";

/** F5: a resync never queues an old copy behind pending news of the same key. */
export const noSyncOverNews: Invariant = {
  id: "F5",
  name: "no-sync-over-news",
  title: {
    en: "A resync skips a key for which something is queued already.",
    "zh-CN": "某个键已有增量在排队时，重新同步会跳过它。",
  },
  source: "client-go tools/cache/delta_fifo.go syncKeyLocked",
  binds: ["delta", "real"],
  watch: (judge) => ({
    on: {
      "queue.enqueued": ({ informer, type, ref }) => {
        const bound = boundInformer(judge, noSyncOverNews, informer);
        if (bound === undefined || type !== "Sync") return;
        judge.reached();
        if (bound.queue.before.length > 0) {
          judge.broken({
            en: `${informer}: a resync queued ${ref?.key} behind a delta that waits already`,
            "zh-CN": `${informer}：${ref?.key} 已有增量在排队，重新同步又把它排到了后面`,
          });
        }
      },
    },
  }),
};
