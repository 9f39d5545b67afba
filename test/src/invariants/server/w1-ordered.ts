import type { Invariant } from "../invariant.ts";

/** W1, W2: revisions on one stream strictly rise, so nothing comes twice. */
export const ordered: Invariant = {
  id: "W1",
  name: "ordered",
  title: {
    en: "On one watch, revisions strictly rise and start after the one asked for.",
    "zh-CN": "同一个监听上的版本严格递增，且都晚于所请求的版本。",
  },
  source: "etcd watch guarantees: ordered, unique",
  binds: ["server"],
  watch: (judge) => ({
    on: {
      "server.watch-sent": () => {
        const { sent } = judge.model;
        if (sent === undefined || sent.isInitial || !isChange(sent.fact.type)) return;
        judge.reached();
        if (sent.revision <= sent.position) {
          judge.broken({
            en: `${sent.stream.id}: ${sent.fact.type} ${sent.fact.ref?.key}@${sent.revision} comes after revision ${sent.position}`,
            "zh-CN": `${sent.stream.id}：${sent.fact.type} ${sent.fact.ref?.key}@${sent.revision} 排在了修订版本 ${sent.position} 之后`,
          });
        }
      },
    },
  }),
};

/** The types of event that tell of a change. */
export function isChange(type: string): boolean {
  return type === "ADDED" || type === "MODIFIED" || type === "DELETED";
}
