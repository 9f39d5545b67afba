import { revisionOf } from "../../model/revision.ts";
import type { Invariant } from "../invariant.ts";
import { isChange } from "./w1-ordered.ts";

/** W6: a bookmark says that everything up to it was sent. */
export const bookmarkable: Invariant = {
  id: "W6",
  name: "bookmarkable",
  title: {
    en: "Everything up to a bookmark was sent before it, nothing of that comes later, and bookmarks never fall.",
    "zh-CN": "书签之前的一切都已先行送达，之后不再出现；书签从不回退。",
  },
  source: "etcd watch guarantees: bookmarkable; kubernetes KEP-956",
  binds: ["server"],
  watch: (judge) => {
    const newest = new Map<string, number>();
    return {
      on: {
        "server.watch-sent": () => {
          const { sent } = judge.model;
          if (sent === undefined) return;
          const { stream, fact, revision, expected } = sent;
          const before = newest.get(stream.id) ?? 0;
          if (isChange(fact.type) && !sent.isInitial && revision <= before) {
            judge.broken({
              en: `${stream.id}: ${fact.ref?.key}@${revision} comes after the bookmark ${before}`,
              "zh-CN": `${stream.id}：${fact.ref?.key}@${revision} 排在了书签 ${before} 之后`,
            });
          }
          if (fact.type !== "BOOKMARK") return;
          judge.reached();
          const bookmark = revisionOf(fact.ref?.resourceVersion);
          if (bookmark < before)
            judge.broken({
              en: `${stream.id}: the bookmark falls from ${before} to ${bookmark}`,
              "zh-CN": `${stream.id}：书签从 ${before} 退回到 ${bookmark}`,
            });
          if (expected !== undefined && expected.revision <= bookmark) {
            judge.broken({
              en: `${stream.id}: the bookmark ${bookmark} is ahead of ${expected.key}@${expected.revision}, which was not sent`,
              "zh-CN": `${stream.id}：书签已到 ${bookmark}，而 ${expected.key}@${expected.revision} 还没送出`,
            });
          }
          newest.set(stream.id, bookmark);
        },
      },
    };
  },
};
