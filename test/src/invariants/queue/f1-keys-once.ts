import { boundInformer, type Invariant } from "../invariant.ts";

/** F1: a DeltaFIFO holds a key once, and keys come out in the order in which they were first queued. */
export const keysOnce: Invariant = {
  id: "F1",
  name: "keys-once",
  title: {
    en: "A DeltaFIFO hands out keys in the order in which each was first queued, one key at a time.",
    "zh-CN": "DeltaFIFO 按各键首次入队的顺序逐键出队。",
  },
  source: "client-go tools/cache/delta_fifo.go: queue and items hold the same keys",
  binds: ["delta"],
  watch: (judge) => ({
    on: {
      "queue.enqueued": ({ informer, length }) => {
        const bound = boundInformer(judge, keysOnce, informer);
        if (bound !== undefined && bound.queue.keyCount !== length) {
          judge.broken(
            `${informer}: the queue counts ${length} keys, ${bound.queue.keyCount} wait`,
          );
        }
      },
      "queue.popped": ({ informer }) => {
        const bound = boundInformer(judge, keysOnce, informer);
        if (bound === undefined) return;
        judge.reached();
        const { deltas, firstKey } = bound.queue.popped;
        const key = deltas[0]?.key;
        if (firstKey !== key)
          judge.broken(`${informer}: ${key} came out; first in line was ${firstKey ?? "nothing"}`);
        if (deltas.some((delta) => delta.key !== key))
          judge.broken(`${informer}: one pop mixes several keys`);
      },
    },
  }),
};
