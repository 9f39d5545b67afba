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
          judge.broken({
            en: `${informer}: the queue counts ${length} keys, ${bound.queue.keyCount} wait`,
            "zh-CN": `${informer}：队列报出 ${length} 个键，实际在排队的有 ${bound.queue.keyCount} 个`,
          });
        }
      },
      "queue.popped": ({ informer }) => {
        const bound = boundInformer(judge, keysOnce, informer);
        if (bound === undefined) return;
        judge.reached();
        const { deltas, firstKey } = bound.queue.popped;
        const key = deltas[0]?.key;
        if (firstKey !== key)
          judge.broken({
            en: `${informer}: ${key} came out; first in line was ${firstKey ?? "nothing"}`,
            "zh-CN": `${informer}：出队的是 ${key}，而${firstKey === undefined ? "队列里什么都没有" : `排在最前面的是 ${firstKey}`}`,
          });
        if (deltas.some((delta) => delta.key !== key))
          judge.broken({
            en: `${informer}: one pop mixes several keys`,
            "zh-CN": `${informer}：一次 pop 混进了好几个键`,
          });
      },
    },
  }),
};
