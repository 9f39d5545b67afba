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
    const deleted = new Map<string, Set<string>>();
    return {
      on: {
        "queue.enqueued": ({ informer, type, ref }) => {
          if (type !== "Deleted" || ref === undefined) return;
          const keys = deleted.get(informer);
          if (keys === undefined) deleted.set(informer, new Set([ref.key]));
          else keys.add(ref.key);
        },
      },
      stepEnd: () => {
        if (deleted.size === 0) return;
        for (const [name, keys] of deleted) {
          const bound = boundInformer(judge, oneTombstone, name);
          for (const key of bound === undefined ? [] : keys) {
            judge.reached();
            const [older, newer] = bound?.queue.ofKey(key).slice(-2) ?? [];
            if (older?.type === "Deleted" && newer?.type === "Deleted")
              judge.broken(`${name}: two deletions of ${key} wait one behind the other`);
          }
        }
        deleted.clear();
      },
    };
  },
};
