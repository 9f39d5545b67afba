import type { Outcome } from "../../model/readers/outcome.ts";
import type { Language, LocalizedText } from "../../model/timeline/story.ts";
import { durationText } from "../amounts.ts";
import { fillTemplate } from "../message.ts";
import { plainText } from "../segment.ts";

/** What an exploration can be judged by. */
export type Measure = "lists" | "wrongMs" | "lostEvents" | "reconciles";

/** All measures, the most telling first. */
export const measures: readonly Measure[] = ["wrongMs", "lists", "lostEvents", "reconciles"];

const measureNames: Readonly<Record<Measure, LocalizedText>> = {
  wrongMs: { en: "time the copy is wrong", "zh-CN": "副本错误的时长" },
  lists: { en: "lists", "zh-CN": "列举次数" },
  lostEvents: { en: "events lost", "zh-CN": "丢失的事件" },
  reconciles: { en: "reconciles", "zh-CN": "调谐次数" },
};

export function measureName(measure: Measure, language: Language): string {
  return measureNames[measure][language];
}

/** One number of an outcome as words. */
export function measureText(measure: Measure, value: number, language: Language): string {
  if (measure === "wrongMs") return durationText(value);
  const templates: Readonly<Record<Exclude<Measure, "wrongMs">, LocalizedText>> = {
    lists: { en: "{count} {count|list|lists}", "zh-CN": "{count} 次列举" },
    lostEvents: { en: "{count} {count|event|events} lost", "zh-CN": "丢失 {count} 个事件" },
    reconciles: { en: "{count} {count|reconcile|reconciles}", "zh-CN": "{count} 次调谐" },
  };
  return plainText(fillTemplate(templates[measure][language], { count: value }, language));
}

/** A whole outcome in one line. */
export function outcomeText(outcome: Outcome, language: Language): string {
  const parts = (["lists", "lostEvents", "reconciles"] as const).map((measure) =>
    measureText(measure, outcome[measure], language),
  );
  const wrong = durationText(outcome.wrongMs);
  const first = language === "en" ? `the copy is wrong for ${wrong}` : `副本错误 ${wrong}`;
  return [first, ...parts].join(language === "en" ? ", " : "，");
}

type Word =
  | "title"
  | "pick"
  | "turn"
  | "measure"
  | "hint"
  | "ladderHint"
  | "working"
  | "done"
  | "waiting"
  | "place"
  | "putDown"
  | "notRun"
  | "noneRun"
  | "strip"
  | "notHere";

const words: Readonly<Record<Word, LocalizedText>> = {
  title: { en: "What would it cause, everywhere?", "zh-CN": "在每一处，它会造成什么？" },
  pick: { en: "Pick up a fault", "zh-CN": "拿起一个故障" },
  turn: { en: "Or turn a number", "zh-CN": "或调一个数字" },
  measure: { en: "Judge by", "zh-CN": "按此衡量" },
  hint: {
    en: "Each bar is a whole run with the fault at that moment. Move over the strip or the timeline, or with the arrow keys; a press or Enter drops it there, Esc puts it down.",
    "zh-CN":
      "每根柱子是一次完整的运行，故障发生在那一刻。在条带或时间线上移动，或用方向键；点击或回车放下，Esc 放回。",
  },
  ladderHint: {
    en: "Each bar is a whole run with another value. Arrow keys choose; a press or Enter opens that run beside this one.",
    "zh-CN": "每根柱子是取另一个值的一次完整运行。方向键选择；点击或回车在旁边打开那次运行。",
  },
  working: { en: "{done} of {all} runs", "zh-CN": "已运行 {done} / {all}" },
  done: {
    en: "{all} runs. Worst: {worst} ({place}).",
    "zh-CN": "共 {all} 次运行。最糟：{worst}（{place}）。",
  },
  waiting: { en: "not worked out yet", "zh-CN": "尚未算出" },
  place: { en: "at step {step}, {at}", "zh-CN": "第 {step} 步，{at}" },
  putDown: { en: "Put it down", "zh-CN": "放回" },
  notRun: { en: "this run could not be made", "zh-CN": "这次运行无法进行" },
  noneRun: { en: "None of the {all} runs could be made.", "zh-CN": "{all} 次运行都无法进行。" },
  strip: { en: "What it would cause", "zh-CN": "它会造成什么" },
  notHere: { en: "This run has nothing of that kind.", "zh-CN": "这次运行中没有这样的东西。" },
};

export function exploreWord(
  word: Word,
  language: Language,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return plainText(fillTemplate(words[word][language], values, language));
}
