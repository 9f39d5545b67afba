import type { Invariant } from "./invariant.ts";

/** W11: who asks for a forgotten revision is told so. */
export const expiry: Invariant = {
  id: "W11",
  name: "expiry",
  title: {
    en: "A watch from a revision whose successors were forgotten is refused with 410, never served with a gap.",
    "zh-CN": "若某版本之后的变更已被遗忘，从它开始的 watch 会以 410 拒绝，绝不带着缺口继续。",
  },
  source: "etcd compaction; kube-apiserver storage/cacher watch cache window",
  binds: ["server"],
  watch: (judge) => ({
    on: {
      "server.compacted": () => judge.reached(),
      "server.watch-opened": ({ watch }) => {
        const stream = judge.model.streams.get(watch);
        if (stream === undefined || stream.startsAfter + 1 >= judge.model.compacted) return;
        // What was forgotten matters only if something in view happened in between.
        const { next } = stream;
        if (next !== undefined && next.revision < judge.model.compacted) {
          judge.broken(
            `${watch}: opened at ${stream.startsAfter} though everything before ${judge.model.compacted} is forgotten`,
          );
        }
      },
    },
  }),
};
