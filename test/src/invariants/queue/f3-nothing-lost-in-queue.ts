import { deltaText, isSameDelta, type WaitingDelta } from "../../model/queue-model.ts";
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
          judge.broken({
            en: `${informer}: the queue merged deltas of ${ref.key} that are not two adjacent deletions`,
            "zh-CN": `${informer}：队列合并了 ${ref.key} 的增量，而它们并不是相邻的两次删除`,
          });
        }
      },
      "queue.popped": ({ informer }) => {
        const bound = boundInformer(judge, nothingLostInQueue, informer);
        if (bound === undefined) return;
        judge.reached();
        const { deltas, expected } = bound.queue.popped;
        const isWrong = deltas.some((delta, index) => !isSameDelta(delta, expected[index]));
        if (!isWrong && expected.length === deltas.length) return;
        const inEnglish = (some: readonly WaitingDelta[]): string =>
          some.map((delta) => deltaText(delta, "tombstone")).join(", ");
        const inChinese = (some: readonly WaitingDelta[]): string =>
          some.map((delta) => deltaText(delta, "墓碑")).join("、");
        judge.broken({
          en: `${informer}: the queue handed out ${inEnglish(deltas)}; waiting in this order were ${inEnglish(expected) || "nothing"}`,
          "zh-CN": `${informer}：队列交出了 ${inChinese(deltas)}，而按顺序排着的${expected.length === 0 ? "什么也没有" : `是 ${inChinese(expected)}`}`,
        });
      },
    },
  }),
};
