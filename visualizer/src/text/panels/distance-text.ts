import type { Distance } from "../../model/readers/distance.ts";
import type { Language, LocalizedText } from "../../model/timeline/story.ts";
import { fillTemplate } from "../message.ts";
import { plainText } from "../segment.ts";

type DistanceWord = "title" | "unsynced" | "none" | "missing" | "ghosts" | "old" | "hint";

const words: Readonly<Record<DistanceWord, LocalizedText>> = {
  title: { en: "Distance to truth", "zh-CN": "与真相的距离" },
  unsynced: { en: "first list not in yet", "zh-CN": "首次列举尚未到" },
  none: { en: "the copy is right", "zh-CN": "副本正确" },
  missing: { en: "{count} missing", "zh-CN": "缺 {count}" },
  ghosts: {
    en: "{count} {count|ghost|ghosts} (gone from the server)",
    "zh-CN": "{count} 个幽灵（服务器上已不存在）",
  },
  old: { en: "{count} old", "zh-CN": "{count} 个旧版本" },
  hint: {
    en: "objects of the copy that differ from the server at the same moment",
    "zh-CN": "同一时刻副本中与服务器不同的对象",
  },
};

export function distanceWord(word: DistanceWord, language: Language): string {
  return words[word][language];
}

/** A distance as words: `1 missing, 2 old`. */
export function distanceText(distance: Distance, language: Language): string {
  const parts = (["missing", "ghosts", "old"] as const)
    .filter((kind) => distance[kind] > 0)
    .map((kind) =>
      plainText(fillTemplate(words[kind][language], { count: distance[kind] }, language)),
    );
  return parts.length === 0 ? words.none[language] : parts.join(language === "en" ? ", " : "，");
}
