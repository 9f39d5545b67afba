import type { Invariant } from "../invariant.ts";
import { isChange } from "./w1-ordered.ts";

/** W4: a stream has no gap. */
export const reliable: Invariant = {
  id: "W4",
  name: "reliable",
  title: {
    en: "A watch delivers every change in view between its start and its newest event; none is skipped.",
    "zh-CN": "监听会送达从起点到最新事件之间、视野内的每一次变更，不遗漏。",
  },
  source: "etcd watch guarantees: reliable; kubernetes/kubernetes#123072",
  binds: ["server"],
  watch: (judge) => ({
    on: {
      "server.watch-sent": () => {
        const { sent } = judge.model;
        if (sent === undefined || sent.isInitial || !isChange(sent.fact.type)) return;
        if (judge.model.log.isUnknown) return;
        judge.reached();
        const { expected, stream, revision, fact } = sent;
        if (expected !== undefined && expected.revision < revision) {
          judge.broken({
            en: `${stream.id}: sends ${fact.ref?.key}@${revision} and skips ${expected.verb} of ${expected.key}@${expected.revision}`,
            "zh-CN": `${stream.id}：送出了 ${fact.ref?.key}@${revision}，却跳过了 ${expected.key}@${expected.revision} 的 ${expected.verb}`,
          });
        } else if (
          expected === undefined ||
          expected.revision !== revision ||
          expected.key !== fact.ref?.key
        ) {
          judge.broken({
            en: `${stream.id}: sends ${fact.type} ${fact.ref?.key}@${revision}, which is no change in its view`,
            "zh-CN": `${stream.id}：送出了 ${fact.type} ${fact.ref?.key}@${revision}，而在它的视野里并没有这次变更`,
          });
        }
      },
    },
  }),
};
