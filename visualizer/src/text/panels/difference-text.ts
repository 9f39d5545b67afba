import type { Comparison } from "../../model/runs/compare.ts";
import type { Language } from "../../model/timeline/story.ts";
import type { Tally } from "../../model/world/world.ts";
import { durationText } from "../amounts.ts";
import { forkText } from "./fork-words.ts";

const english: Readonly<Record<keyof Tally, readonly [string, string]>> = {
  commits: ["write", "writes"],
  lists: ["list", "lists"],
  watches: ["watch", "watches"],
  faults: ["fault", "faults"],
  tombstones: ["tombstone", "tombstones"],
  deletions: ["deletion in the cache", "deletions in the cache"],
  notifications: ["notification", "notifications"],
  collapsed: ["collapsed request", "collapsed requests"],
  reconciles: ["reconcile", "reconciles"],
};

const chinese: Readonly<Record<keyof Tally, string>> = {
  commits: "次写入",
  lists: "次列举",
  watches: "次监听",
  faults: "次故障",
  tombstones: "块墓碑",
  deletions: "次缓存删除",
  notifications: "条通知",
  collapsed: "次合并",
  reconciles: "次调谐",
};

const order: readonly (keyof Tally)[] = [
  "lists",
  "watches",
  "tombstones",
  "deletions",
  "notifications",
  "reconciles",
  "collapsed",
  "commits",
];

/** What the second future has more or less than the first, in one line: `1 more list, 1 more tombstone, 1.1 s later, same end state`. */
export function differenceText(comparison: Comparison, language: Language): string {
  const words = forkText(language);
  if (comparison.firstDifference === undefined) return words.nothingDiffers;
  const parts = order.flatMap((name) => {
    const count = comparison.difference[name];
    return count === 0 ? [] : [countText(name, count, language)];
  });
  const { laterMs } = comparison;
  if (laterMs !== 0) parts.push(timeText(laterMs, language));
  parts.push(comparison.isSameEnd ? words.sameEnd : words.differentEnd);
  return parts.join(language === "en" ? ", " : "，");
}

function countText(name: keyof Tally, difference: number, language: Language): string {
  const count = Math.abs(difference);
  if (language === "zh-CN") return `${difference > 0 ? "多" : "少"} ${count} ${chinese[name]}`;
  const [one, many] = english[name];
  return `${count} ${difference > 0 ? "more" : count === 1 ? "less" : "fewer"} ${count === 1 ? one : many}`;
}

function timeText(laterMs: number, language: Language): string {
  const span = durationText(Math.abs(laterMs));
  if (language === "zh-CN") return laterMs > 0 ? `晚 ${span}` : `早 ${span}`;
  return `${span} ${laterMs > 0 ? "later" : "earlier"}`;
}
