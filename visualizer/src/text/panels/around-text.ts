import type { Language, LocalizedText } from "../../model/timeline/story.ts";

type Word = "around" | "explore" | "queues" | "export";

const words: Readonly<Record<Word, LocalizedText>> = {
  around: { en: "More about this run", "zh-CN": "关于这次运行的更多内容" },
  explore: { en: "What if, everywhere", "zh-CN": "每一步都问“如果”" },
  queues: { en: "Three queues", "zh-CN": "三种队列" },
  export: { en: "Export", "zh-CN": "导出" },
};

/** The names of the panels around the stage. */
export function aroundWord(word: Word, language: Language): string {
  return words[word][language];
}
