import type { TraceFact } from "@informerlab/core/trace";
import type { Language } from "../../scenario/localized-text.ts";
import { type FactWords, objectText } from "./fact-words.ts";
import { factWordsEn } from "./fact-words-en.ts";
import { factWordsZh } from "./fact-words-zh.ts";

const words: Readonly<Record<Language, FactWords>> = { en: factWordsEn, "zh-CN": factWordsZh };

/** One fact as a line for terminals: short, without colours. The picture's sentences are richer. */
export function factLine(fact: TraceFact, language: Language = "en"): string {
  const named = "ref" in fact && fact.ref !== undefined ? objectText(fact.ref) : "";
  // The table is keyed by the kind, which the compiler cannot follow through a union.
  const say = words[language][fact.kind] as
    | ((fact: TraceFact, named: string) => string)
    | undefined;
  return (say?.(fact, named) ?? plainLine(fact, named)).trimEnd();
}

function plainLine(fact: TraceFact, named: string): string {
  const subject = "key" in fact && typeof fact.key === "string" ? fact.key : named;
  return `${fact.kind.replaceAll(".", " ").replaceAll("-", " ")} ${subject}`;
}
