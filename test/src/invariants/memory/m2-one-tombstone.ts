import { boundInformer, everyFlavour, type Invariant } from "../invariant.ts";

/** M2: however often a list is repeated, of a key that is gone one deletion waits. */
export const oneTombstone: Invariant = {
  id: "M2",
  name: "one-tombstone",
  title: {
    en: "Of each key at most one deletion waits behind another delta of it: lists that come again add no copies.",
    "zh-CN": "每个键不会有两次删除相邻排队：反复的列举不会增加副本。",
  },
  source: "client-go tools/cache/delta_fifo.go dedupDeltas, real_fifo.go Replace",
  binds: everyFlavour,
  watch: (judge) => {
    let deleted: { readonly informer: string; readonly key: string }[] = [];
    return {
      on: {
        "queue.enqueued": ({ informer, type, ref }) => {
          if (type !== "Deleted" || ref === undefined) return;
          deleted.push({ informer, key: ref.key });
          judge.askForStepEnd();
        },
      },
      askedStepEnd: () => {
        for (const { informer, key } of deleted) {
          const bound = boundInformer(judge, oneTombstone, informer);
          if (bound === undefined) continue;
          judge.reached();
          const [older, newer] = bound.queue.ofKey(key).slice(-2);
          if (older?.type !== "Deleted" || newer?.type !== "Deleted") continue;
          // A list that is one delta may have brought it back.
          if (!bound.queue.hasListBetween(older, newer))
            judge.broken({
              en: `${informer}: two deletions of ${key} wait one behind the other`,
              "zh-CN": `${informer}：${key} 有两次删除一前一后排在队列里`,
            });
        }
        deleted = [];
      },
    };
  },
};
