import type { Language, LocalizedText } from "../../model/timeline/story.ts";

type Word =
  | "code"
  | "clientGo"
  | "serverSide"
  | "own"
  | "asIn"
  | "vectors"
  | "tests"
  | "close"
  | "resting";

const words: Readonly<Record<Word, LocalizedText>> = {
  code: { en: "The code at work", "zh-CN": "正在执行的代码" },
  clientGo: { en: "client-go", "zh-CN": "client-go" },
  serverSide: { en: "not a part of client-go", "zh-CN": "不属于 client-go" },
  own: { en: "here", "zh-CN": "本项目" },
  asIn: { en: "as in client-go {tag}", "zh-CN": "与 client-go {tag} 一致" },
  vectors: { en: "held by recordings of client-go", "zh-CN": "由 client-go 的录制结果保证" },
  tests: { en: "held by a test", "zh-CN": "由测试保证" },
  close: { en: "Close the code", "zh-CN": "关闭代码" },
  resting: {
    en: "Nothing of the pipeline runs at this step.",
    "zh-CN": "这一步，流水线中没有代码在运行。",
  },
};

/** A word of the code panel. */
export function codeWord(word: Word, language: Language): string {
  return words[word][language];
}
