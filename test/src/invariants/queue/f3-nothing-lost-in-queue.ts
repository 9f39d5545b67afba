import { deltaText, isSameDelta } from "../../model/queue-model.ts";
import { boundInformer, everyFlavour, type Invariant } from "../invariant.ts";

/** F2, F3, F8: what goes into the queue comes out, in its order, and only adjacent deletions are merged. */
export const nothingLostInQueue: Invariant = {
  id: "F3",
  name: "nothing-lost-in-queue",
  title: {
    en: "Every queued delta is popped once: in order of arrival, in a DeltaFIFO per key. Only two adjacent deletions become one.",
    "zh-CN":
      "每个入队的增量恰好出队一次：按到达顺序，DeltaFIFO 则按每个键的顺序；只有相邻的两次删除会合并。",
  },
  source: "client-go tools/cache/delta_fifo.go dedupDeltas, the_real_fifo.go Pop",
  binds: everyFlavour,
  watch: (judge) => ({
    on: {
      "queue.compressed": ({ informer, ref }) => {
        const bound = boundInformer(judge, nothingLostInQueue, informer);
        if (bound !== undefined && !bound.queue.isMergeLegal) {
          judge.broken(
            `${informer}: the queue merged deltas of ${ref.key} that are not two adjacent deletions`,
          );
        }
      },
      "queue.popped": ({ informer }) => {
        const bound = boundInformer(judge, nothingLostInQueue, informer);
        if (bound === undefined) return;
        judge.reached();
        const { deltas, expected } = bound.queue.popped;
        const isWrong = deltas.some((delta, index) => !isSameDelta(delta, expected[index]));
        if (!isWrong && expected.length === deltas.length) return;
        const out = deltas.map(deltaText).join(", ");
        const waited = expected.map(deltaText).join(", ") || "nothing";
        judge.broken(
          `${informer}: the queue handed out ${out}; waiting in this order were ${waited}`,
        );
      },
    },
  }),
};
