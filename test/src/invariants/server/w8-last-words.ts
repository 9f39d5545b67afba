import { revisionOf } from "../../model/revision.ts";
import type { Invariant } from "../invariant.ts";

/** W8: a DELETED event carries the version of the deletion, not the object's last one. */
export const lastWords: Invariant = {
  id: "W8",
  name: "last-words",
  title: {
    en: "A DELETED event carries the revision of the deletion.",
    "zh-CN": "DELETED 事件携带的是删除发生时的版本。",
  },
  source: "kube-apiserver storage/etcd3 watcher: deletions carry the deletion's revision",
  binds: ["server"],
  watch: (judge) => ({
    on: {
      "server.watch-sent": ({ type, ref, watch }) => {
        const stream = judge.model.streams.get(watch);
        if (type !== "DELETED" || ref === undefined || stream === undefined) return;
        if (judge.model.log.isUnknown) return;
        judge.reached();
        const entry = judge.model.log
          .of(stream.resource)
          .exactly(ref.key, revisionOf(ref.resourceVersion));
        const isEnd = entry !== undefined && (entry.verb === "delete" || !stream.isInView(entry));
        if (!isEnd)
          judge.broken({
            en: `${watch}: DELETED ${ref.key} carries ${ref.resourceVersion}, at which it was not deleted`,
            "zh-CN": `${watch}：${ref.key} 的 DELETED 带的版本是 ${ref.resourceVersion}，而它并不是在那时被删除的`,
          });
      },
    },
  }),
};
