import { type CodeProgram, line } from "./code-program.ts";

const go = "tools/cache/reflector.go";
const own = "core/src/reflector";

/** How the Reflector lists. */
export const listProgram: CodeProgram = {
  name: { en: "Reflector: list", "zh-CN": "反射器：列举" },
  lines: [
    line(
      'version ← last seen, else "0"; after a 410: ""',
      'version ← 上次见到的，否则 "0"；410 之后：""',
      [go, "Reflector.relistResourceVersion"],
      [`${own}/reflector-rules.ts`, "listResourceVersion"],
      "RF-10",
    ),
    line(
      "GET the list at version, page by page",
      "按 version 逐页 GET 列表",
      [go, "Reflector.list"],
      [`${own}/list-phase.ts`, "start"],
      "RF-11",
      "RF-16",
    ),
    line(
      "failed: wait, longer each time, start over",
      "失败：等待，一次比一次久，再从头来",
      [go, "Reflector.RunWithContext"],
      [`${own}/next-attempt.ts`, "backOff"],
      "RF-5",
      "RF-17",
    ),
    line(
      "queue.Replace(items, list's version)",
      "queue.Replace(items, 列表的版本)",
      [go, "Reflector.syncWith"],
      [`${own}/reflector.ts`, "replaceStore"],
      "RF-15",
    ),
    line(
      "last ← list's version",
      "last ← 列表的版本",
      [go, "Reflector.setLastSyncResourceVersion"],
      [`${own}/reflector.ts`, "replaceStore"],
      "RF-3",
    ),
    line(
      "watch everything after last",
      "监听 last 之后的一切",
      [go, "Reflector.watchWithResync"],
      [`${own}/reflector.ts`, "beginWatchPhase"],
      "RF-19",
    ),
  ],
};

/** How the Reflector watches. */
export const watchProgram: CodeProgram = {
  name: { en: "Reflector: watch", "zh-CN": "反射器：监听" },
  lines: [
    line(
      "open a watch after last",
      "从 last 之后打开监听",
      [go, "Reflector.watch"],
      [`${own}/watch-opener.ts`, "open"],
      "RF-19",
      "RF-2",
    ),
    line(
      "take the next event; drop what is none of ours",
      "取下一个事件；不是我们的就丢弃",
      [go, "handleAnyWatch"],
      [`${own}/reflector.ts`, "onEvents"],
      "RF-22",
      "RF-33",
    ),
    line(
      "queue.Add, Update or Delete(object)",
      "queue.Add、Update 或 Delete(object)",
      [go, "handleAnyWatch"],
      [`${own}/event-intake.ts`, "apply"],
      "RF-34",
    ),
    line(
      "last ← the event's version; a bookmark has only that",
      "last ← 事件的版本；书签只有版本",
      [go, "Reflector.setLastSyncResourceVersion"],
      [`${own}/event-intake.ts`, "take"],
      "RF-35",
      "RF-37",
    ),
    line(
      "ended: watch again after last; 410: list again",
      "结束：从 last 之后重新监听；410：重新列举",
      [go, "Reflector.watch"],
      [`${own}/reflector.ts`, "onClosed"],
      "RF-23",
      "RF-24",
    ),
    line(
      "resync is due: queue.Resync(), no request",
      "到了重新同步的时间：queue.Resync()，不发请求",
      [go, "Reflector.startResync"],
      [`${own}/reflector.ts`, "onResyncDue"],
      "RF-41",
    ),
  ],
};
