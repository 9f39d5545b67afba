import type { MemberState } from "../../model/runs/fleet.ts";
import type { Language, LocalizedText } from "../../model/timeline/story.ts";

type FleetWord =
  | MemberState
  | "title"
  | "load"
  | "watches"
  | "lists"
  | "refused"
  | "made"
  | "one"
  | "all";

const words: Readonly<Record<FleetWord, LocalizedText>> = {
  title: { en: "informers", "zh-CN": "个 informer" },
  watching: { en: "watching", "zh-CN": "监听中" },
  opening: { en: "asking to watch", "zh-CN": "请求监听" },
  listing: { en: "asking for a list", "zh-CN": "请求列表" },
  waiting: { en: "waiting", "zh-CN": "等待中" },
  stopped: { en: "not running", "zh-CN": "未运行" },
  made: { en: "lists so far", "zh-CN": "已列举次数" },
  load: { en: "at the apiserver, last 20 s", "zh-CN": "apiserver，最近 20 秒" },
  watches: { en: "watch opened", "zh-CN": "打开监听" },
  lists: { en: "list sent", "zh-CN": "发出列表" },
  refused: { en: "refused (429)", "zh-CN": "拒绝（429）" },
  one: { en: "Show one informer", "zh-CN": "只看一个 informer" },
  all: { en: "Show all informers", "zh-CN": "看所有 informer" },
};

/** A word of the picture of many informers. */
export function fleetWord(word: FleetWord, language: Language): string {
  return words[word][language];
}
