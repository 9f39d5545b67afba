import type { Language, LocalizedText } from "../../model/timeline/story.ts";

type KnowledgeWord = "guessed" | "unseen";

const words: Readonly<Record<KnowledgeWord, LocalizedText>> = {
  guessed: { en: "guessed", "zh-CN": "推测" },
  unseen: { en: "not in this data", "zh-CN": "数据中没有" },
};

/** How a lane's content is known, when it is not seen. */
export function knowledgeText(known: KnowledgeWord, language: Language): string {
  return words[known][language];
}
