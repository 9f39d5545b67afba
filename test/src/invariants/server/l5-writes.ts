import type { Invariant } from "../invariant.ts";

/** L5: nobody overwrites what he has not seen, and what changes nothing makes no revision. */
export const writes: Invariant = {
  id: "L5",
  name: "writes",
  title: {
    en: "An update of an old version is refused and commits nothing; one that changes nothing makes no revision.",
    "zh-CN": "基于旧版本的 update 会被拒绝且不产生提交；毫无改动的 update 不产生新修订版本。",
  },
  source: "apiserver storage/etcd3 GuaranteedUpdate: conflict, and no write where nothing changed",
  binds: ["server"],
  watch: (judge) => ({
    on: {},
    see: {
      "write.answered": ({ how, key, status, committed }) => {
        // 0: the connection broke, and nobody knows.
        const isTaken = status >= 200 && status < 300;
        if (how === "stale" && status === 409) judge.reached();
        if (how === "same" && isTaken) judge.reached();
        if (how === "stale" && isTaken)
          judge.broken({
            en: `an update of an old version of ${key} was answered ${status}`,
            "zh-CN": `对 ${key} 旧版本的 update 得到的回答是 ${status}`,
          });
        if (committed > 0)
          judge.broken({
            en: `an update of ${key} ${how === "stale" ? "from an old version" : "that changes nothing"} made a revision`,
            "zh-CN": `对 ${key} 的 update ${how === "stale" ? "基于旧版本" : "什么也没改"}，却产生了新修订版本`,
          });
      },
    },
  }),
};
