import type { Language } from "../../scenario/localized-text.ts";

/** What is said of a campaign at a terminal. Names of states and of trouble stay as the report has them. */
export interface CampaignWords {
  readonly noRuns: (seed: number) => string;
  readonly done: (of: {
    readonly seed: number;
    readonly runs: number;
    readonly voidRuns: number;
    readonly doubleRuns: number;
    readonly days: string;
  }) => string;
  readonly tried: (count: number, all: number) => string;
  readonly untried: (rules: string) => string;
  readonly nothingBroke: string;
  readonly broke: (rules: string) => string;
  readonly coverage: string;
  readonly blind: string;
  readonly empty: (voidRuns: number, runs: number) => string;
  readonly found: (of: {
    readonly run: number;
    readonly more: number;
    readonly shrinks: number;
    readonly before: number;
    readonly after: number;
  }) => string;
  readonly rule: (file: string) => string;
  readonly again: string;
  readonly onlyOnce: string;
  readonly testFile: string;
  readonly notFound: (bug: string, runs: number) => string;
  readonly kept: (file: string) => string;
  readonly escaped: (runs: number) => string;
  readonly caught: (run: number, before: number, after: number) => string;
  readonly hunted: (found: number, all: number) => string;
  readonly enumerated: (scopes: number, schedules: number, departures: number) => string;
  readonly enumeratedFinds: (count: number) => string;
  readonly cutShort: (scopes: number) => string;
}

export const campaignWords: Readonly<Record<Language, CampaignWords>> = {
  en: {
    noRuns: (seed) => `seed ${seed}: no runs fall to this shard; give more --runs, or fewer shards`,
    done: ({ seed, runs, voidRuns, doubleRuns, days }) =>
      `seed ${seed}: ${runs} runs, ${voidRuns} of them with hardly a write, ${doubleRuns} made twice, ${days} virtual days`,
    tried: (count, all) => `${count} of ${all} rules were tried`,
    untried: (rules) => `; not tried: ${rules}`,
    nothingBroke: "no rule broke",
    broke: (rules) => `broken: ${rules}`,
    coverage: "trouble × states of the pipeline in which it struck",
    blind: "blind: a planted bug that every campaign finds was not found",
    empty: (voidRuns, runs) => `${voidRuns} of ${runs} runs have hardly a write; at most 2 % may`,
    found: ({ run, more, shrinks, before, after }) =>
      `found in run ${run}${more === 0 ? "" : `, and in ${more} more runs`}; ${shrinks} steps of shrinking: ${before} → ${after} operations`,
    rule: (file) => `the rule is written in ${file}`,
    again:
      "it breaks again in a fresh process; whether it did so before your changes: keep the scenario, git stash, and run it",
    onlyOnce:
      "it does NOT break in a fresh process: it depends on what ran before, which is a finding of its own",
    testFile: "test file",
    notFound: (bug, runs) => `${bug} was not found in ${runs} runs`,
    kept: (file) => `kept ${file}`,
    escaped: (runs) => `escaped in ${runs} runs`,
    caught: (run, before, after) =>
      `${String(run).padStart(6)} runs, ${before} → ${after} operations`,
    hunted: (found, all) => `${found} of ${all} planted bugs found`,
    enumerated: (scopes, schedules, departures) =>
      `${scopes} small scopes, ${schedules} schedules: all with at most ${departures} departures from first in, first out`,
    enumeratedFinds: (count) => `${count} finds; the first:`,
    cutShort: (scopes) => `${scopes} scopes have more schedules than are run: not all of them`,
  },
  "zh-CN": {
    noRuns: (seed) => `种子 ${seed}：这个分片一次运行也没分到；请加大 --runs，或减少分片`,
    done: ({ seed, runs, voidRuns, doubleRuns, days }) =>
      `种子 ${seed}：运行 ${runs} 次，其中 ${voidRuns} 次几乎没有写入，${doubleRuns} 次重跑核对，虚拟时间共 ${days} 天`,
    tried: (count, all) => `${all} 条规则中考验到 ${count} 条`,
    untried: (rules) => `；没考验到的：${rules}`,
    nothingBroke: "没有规则被打破",
    broke: (rules) => `被打破的规则：${rules}`,
    coverage: "故障 × 故障发生时流水线所处的状态",
    blind: "失灵：每次都该找到的那个埋下的错误没有找到",
    empty: (voidRuns, runs) => `${runs} 次运行中有 ${voidRuns} 次几乎没有写入；最多允许 2%`,
    found: ({ run, more, shrinks, before, after }) =>
      `在第 ${run} 次运行中发现${more === 0 ? "" : `，另有 ${more} 次运行也打破了它`}；缩小 ${shrinks} 步，操作由 ${before} 个减到 ${after} 个`,
    rule: (file) => `这条规则写在 ${file}`,
    again:
      "在全新的进程里再跑一遍，规则仍被打破；想知道改动之前是否也这样：留下场景，git stash，再跑一遍",
    onlyOnce: "在全新的进程里再跑一遍，规则却守住了：它取决于此前跑过什么，这本身就值得追查",
    testFile: "测试文件",
    notFound: (bug, runs) => `跑了 ${runs} 次，没有找到 ${bug}`,
    kept: (file) => `已保存 ${file}`,
    escaped: (runs) => `跑了 ${runs} 次，没有找到`,
    caught: (run, before, after) =>
      `第 ${String(run).padStart(6)} 次运行，操作 ${before} → ${after} 个`,
    hunted: (found, all) => `埋下的 ${all} 个错误中找到 ${found} 个`,
    enumerated: (scopes, schedules, departures) =>
      `${scopes} 个小场景，${schedules} 种调度：偏离先进先出至多 ${departures} 次的全都跑过`,
    enumeratedFinds: (count) => `发现 ${count} 处；第一处：`,
    cutShort: (scopes) => `${scopes} 个小场景的调度多于所跑的：没有全部跑完`,
  },
};
