import type { ReaderState } from "../../model/readers/reader-states.ts";
import type { Language, LocalizedText } from "../../model/timeline/story.ts";
import { momentText } from "../amounts.ts";
import { fillTemplate, type MessageValues } from "../message.ts";
import { plainText } from "../segment.ts";

type Word =
  | "hint"
  | "running"
  | "failed"
  | "existed"
  | "never"
  | "early"
  | "missing"
  | "extra"
  | "old"
  | "count"
  | "strip";

const words: Readonly<Record<Word, LocalizedText>> = {
  hint: {
    en: "The same writes through each queue. A cell is a state that a reader sees between two pops: ✓ existed on the server, ✗ never existed. Dashed: before the first sync, when nobody should read.",
    "zh-CN":
      "同样的写入经过每种队列。一格是读者在两次弹出之间看到的状态：✓ 在服务器上存在过，✗ 从未存在过。虚线：首次同步之前，此时不该读取。",
  },
  running: {
    en: "Running the same writes through the three queues…",
    "zh-CN": "正在让同样的写入经过三种队列……",
  },
  failed: { en: "The runs could not be made: {error}", "zh-CN": "无法运行：{error}" },
  existed: {
    en: "{queue}, {at}: {count} {count|object|objects}. Existed on the server, at [revision] {revision}.",
    "zh-CN": "{queue}，{at}：{count} 个对象。在服务器上存在过：[revision] {revision}。",
  },
  never: {
    en: "{queue}, {at}: {count} {count|object|objects}. Never existed on the server. It has heard of r{revision}, but differs from it:",
    "zh-CN":
      "{queue}，{at}：{count} 个对象。在服务器上从未存在过。它已经知道 r{revision}，却与之不同：",
  },
  early: {
    en: "The informer has not synced yet; nobody should read.",
    "zh-CN": "informer 尚未同步，此时不该读取。",
  },
  missing: { en: "lacks {keys}", "zh-CN": "缺 {keys}" },
  extra: { en: "still has {keys}", "zh-CN": "仍有 {keys}" },
  old: { en: "holds an old {keys}", "zh-CN": "{keys} 是旧版本" },
  count: {
    en: "{queue}: {never} of {all} states never existed.",
    "zh-CN": "{queue}：{all} 个状态中有 {never} 个从未存在过。",
  },
  strip: { en: "States that readers see, by queue", "zh-CN": "各队列下读者看到的状态" },
};

export function queuesWord(word: Word, language: Language, values: MessageValues = {}): string {
  return plainText(fillTemplate(words[word][language], values, language));
}

/** One state in words, with the stamp and its reason. */
export function stateText(state: ReaderState, queue: string, language: Language): string {
  const { held, atMs, existedAt, against, isSynced } = state;
  const values = { queue, at: momentText(atMs), count: held.size };
  const early = isSynced ? "" : ` ${queuesWord("early", language)}`;
  if (existedAt !== undefined) {
    return `${queuesWord("existed", language, { ...values, revision: existedAt })}${early}`;
  }
  const differences = (["missing", "extra", "old"] as const)
    .filter((kind) => (against?.[kind].length ?? 0) > 0)
    .map((kind) => queuesWord(kind, language, { keys: shortened(against?.[kind] ?? []) }));
  const head = queuesWord("never", language, { ...values, revision: against?.revision ?? "–" });
  const end = language === "en" ? "." : "。";
  return `${head} ${differences.join(language === "en" ? ", " : "，")}${end}${early}`;
}

const keysMax = 5;

function shortened(keys: readonly string[]): readonly string[] {
  return keys.length <= keysMax ? keys : [...keys.slice(0, keysMax), `+${keys.length - keysMax}`];
}
