import type { Invariant } from "../invariant.ts";

/** W11: who asks for a forgotten revision is told so. */
export const expiry: Invariant = {
  id: "W11",
  name: "expiry",
  title: {
    en: "A watch from a revision whose successors were forgotten is refused with 410, never served with a gap.",
    "zh-CN": "若某版本之后的变更已被遗忘，从它开始的监听会以 410 拒绝，绝不带着缺口继续。",
  },
  source: "etcd compaction; kube-apiserver storage/cacher watch cache window",
  binds: ["server"],
  watch: (judge) => ({
    on: {
      "server.compacted": () => judge.reached(),
      "server.watch-sent": ({ watch, type }) => {
        const { sent } = judge.model;
        if (sent === undefined || type === "ERROR" || sent.isInitial) return;
        const { expected, position, revision } = sent;
        // A cache may still hold what storage has forgotten: then the change itself comes, and all is well.
        if (expected === undefined || expected.revision === revision) return;
        if (expected.revision < judge.model.compacted) {
          judge.broken({
            en: `${watch}: goes on from ${position} with ${type}@${revision} though ${expected.key}@${expected.revision} is forgotten; 410 was due`,
            "zh-CN": `${watch}：${expected.key}@${expected.revision} 已被遗忘，却从 ${position} 接着送出 ${type}@${revision}；本该回答 410`,
          });
        }
      },
    },
  }),
};
