import type { Invariant } from "../invariant.ts";

/** W5: when all is quiet, an open stream has delivered everything after its start. */
export const resumable: Invariant = {
  id: "W5",
  name: "resumable",
  title: {
    en: "A watch opened at revision r delivers every change after r; when all is quiet nothing is outstanding.",
    "zh-CN": "从版本 r 打开的监听会送达 r 之后的全部变更；一切平静时没有遗留。",
  },
  source:
    "etcd watch guarantees: resumable; Kubernetes API concepts, efficient detection of changes",
  binds: ["server"],
  watch: (judge) => ({
    on: {},
    end: (isQuiet) => {
      if (!isQuiet) return;
      for (const stream of judge.model.streams.values()) {
        if (!stream.isOpen || stream.hasError) continue;
        judge.reached();
        const { next } = stream;
        if (next !== undefined) {
          judge.broken({
            en: `${stream.id}: opened at ${stream.startsAfter}, all is quiet and ${next.verb} of ${next.key}@${next.revision} was never sent`,
            "zh-CN": `${stream.id}：从版本 ${stream.startsAfter} 打开，一切平静，${next.key}@${next.revision} 的 ${next.verb} 却始终没有送出`,
          });
        }
      }
    },
  }),
};
