import type { Language, LocalizedText } from "../../model/timeline/story.ts";

type Word =
  | "ask"
  | "drag"
  | "dragHint"
  | "showMe"
  | "next"
  | "right"
  | "wrong"
  | "youSaid"
  | "itIs"
  | "say"
  | "undo"
  | "number";

const words: Readonly<Record<Word, LocalizedText>> = {
  ask: { en: "What comes next?", "zh-CN": "接下来会怎样？" },
  drag: { en: "Drag me there", "zh-CN": "把我拖过去" },
  dragHint: {
    en: "Drag the ghost to a lane, press the lane, or choose here.",
    "zh-CN": "把虚影拖到一个区域，点击区域，或在这里选择。",
  },
  showMe: { en: "Show me", "zh-CN": "直接看" },
  next: { en: "Next question", "zh-CN": "下一题" },
  right: { en: "Right.", "zh-CN": "正确。" },
  wrong: { en: "Not so.", "zh-CN": "并非如此。" },
  youSaid: { en: "you said", "zh-CN": "你的回答" },
  itIs: { en: "it is", "zh-CN": "实际是" },
  say: { en: "Say so", "zh-CN": "就这样" },
  undo: { en: "Begin anew", "zh-CN": "重新排" },
  number: { en: "Your number", "zh-CN": "你的数字" },
};

export function predictWord(word: Word, language: Language): string {
  return words[word][language];
}
