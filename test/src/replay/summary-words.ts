import type { Language } from "../scenario/localized-text.ts";

/** Numbers of a kind, such as two lists. */
export interface Counted {
  readonly count: number;
  readonly of: string;
}

/** What is said of a run at a terminal. Verbs of the API stay as they are. */
export interface SummaryWords {
  readonly scenario: string;
  readonly length: (seconds: string, steps: number, facts: number) => string;
  readonly rested: string;
  readonly cut: string;
  /** Names of the rows, before what is told in them. */
  readonly rows: Readonly<
    Record<"requests" | "writes" | "cache" | "notifications" | "reconciles" | "rules", string>
  >;
  readonly counts: (counts: readonly Counted[]) => string;
  readonly ofHandlers: (
    handlers: readonly { readonly name: string; readonly calls: string }[],
  ) => string;
  readonly writes: (commits: number, troubles: number) => string;
  readonly emptyCache: string;
  readonly asOnServer: string;
  readonly otherThanServer: (onServer: number, stale: number, missing: number) => string;
  readonly reconciles: (succeeded: number, failed: number) => string;
  readonly rules: (holding: number, broken: number, silent: number) => string;
}

export const summaryWords: Readonly<Record<Language, SummaryWords>> = {
  en: {
    scenario: "scenario",
    length: (seconds, steps, facts) =>
      `${seconds} virtual seconds, ${steps} steps, ${facts} facts; `,
    rested: "everything came to rest",
    cut: "ended at its end time",
    rows: {
      requests: "requests       ",
      writes: "writes         ",
      cache: "cache ",
      notifications: "notifications  ",
      reconciles: "reconciles     ",
      rules: "rules          ",
    },
    counts: (counts) => counts.map(({ count, of }) => `${count} ${of}`).join(", ") || "none",
    ofHandlers: (handlers) => handlers.map(({ name, calls }) => `${name}: ${calls}`).join("; "),
    writes: (commits, troubles) => `${commits} commits, ${troubles} times trouble`,
    emptyCache: "empty",
    asOnServer: "(as on the server)",
    otherThanServer: (onServer, stale, missing) =>
      `(server has ${onServer}; ${stale} cached differently or gone there, ${missing} not cached so)`,
    reconciles: (succeeded, failed) => `${succeeded} succeeded, ${failed} failed`,
    rules: (holding, broken, silent) =>
      `${holding} hold, ${broken} broken, ${silent} had nothing to judge`,
  },
  "zh-CN": {
    scenario: "场景",
    length: (seconds, steps, facts) => `虚拟时间 ${seconds} 秒，${steps} 步，${facts} 条记录；`,
    rested: "最后一切平静",
    cut: "到结束时间为止",
    rows: {
      requests: "请求      ",
      writes: "写入      ",
      cache: "缓存 ",
      notifications: "通知      ",
      reconciles: "调谐      ",
      rules: "规则      ",
    },
    counts: (counts) => counts.map(({ count, of }) => `${of} ${count} 次`).join("，") || "无",
    ofHandlers: (handlers) => handlers.map(({ name, calls }) => `${name}：${calls}`).join("；"),
    writes: (commits, troubles) => `提交 ${commits} 次，故障 ${troubles} 次`,
    emptyCache: "空",
    asOnServer: "（与服务器一致）",
    otherThanServer: (onServer, stale, missing) =>
      `（服务器上有 ${onServer} 个；缓存中 ${stale} 个与之不同或在那里已不存在，另有 ${missing} 个没有照样缓存）`,
    reconciles: (succeeded, failed) => `成功 ${succeeded} 次，失败 ${failed} 次`,
    rules: (holding, broken, silent) =>
      `守住 ${holding} 条，打破 ${broken} 条，${silent} 条没有遇到可判的情形`,
  },
};
