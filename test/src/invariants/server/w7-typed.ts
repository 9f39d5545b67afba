import type { Invariant } from "../invariant.ts";
import { isChange } from "./w1-ordered.ts";

/** W7: the type of an event says what happened in the watcher's view. */
export const typed: Invariant = {
  id: "W7",
  name: "typed",
  title: {
    en: "ADDED enters the watcher's view, MODIFIED stays in it, DELETED leaves it, also by a label that no longer matches.",
    "zh-CN": "ADDED 进入视野，MODIFIED 留在视野，DELETED 离开视野，包括标签不再匹配的情形。",
  },
  source: "kube-apiserver storage/cacher: selector transitions",
  binds: ["server"],
  watch: (judge) => ({
    on: {
      "server.watch-sent": () => {
        const { sent } = judge.model;
        if (sent === undefined || sent.isInitial || !isChange(sent.fact.type)) return;
        const { stream, expected, fact, revision } = sent;
        if (expected?.revision !== revision) return;
        judge.reached();
        const was = stream.wasInView(expected);
        const is = stream.isInView(expected);
        const right = was ? (is ? "MODIFIED" : "DELETED") : "ADDED";
        if (fact.type !== right)
          judge.broken({
            en: `${stream.id}: ${fact.ref?.key}@${revision} comes as ${fact.type} instead of ${right}`,
            "zh-CN": `${stream.id}：${fact.ref?.key}@${revision} 送来的是 ${fact.type}，本该是 ${right}`,
          });
      },
    },
  }),
};
