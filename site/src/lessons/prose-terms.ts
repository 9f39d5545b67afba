import { glossary, glossaryNotes, type Term } from "@informerlab/visualizer";
import { chineseFolder, type Language } from "../config/languages.ts";

/** Words that a newcomer cannot know; the others are everybody's English and Chinese. */
const explained: readonly Term[] = [
  "reflector",
  "relist",
  "resync",
  "deltaFifo",
  "realFifo",
  "tombstone",
  "bookmark",
  "indexer",
  "lister",
  "workQueue",
  "reconcile",
  "backOff",
  "compaction",
];

/** Lines that are no running text: headings, quotations, tables, code, HTML. */
const notProse = /^(#|>|\||```|<)/;
const kept = /`[^`]*`|\[[^\]]*\]\([^)]*\)|\*\*[^*]*\*\*/g;

/** Makes the first mention of each word of the glossary in a lesson's prose a link to it, with its meaning as a tooltip. */
export function withTerms(body: string, language: Language): string {
  const left = new Set(explained);
  let isCode = false;
  return body
    .split("\n")
    .map((line) => {
      if (line.startsWith("```")) isCode = !isCode;
      return isCode || notProse.test(line) ? line : explainedLine(line, language, left);
    })
    .join("\n");
}

function explainedLine(line: string, language: Language, left: Set<Term>): string {
  let text = line;
  for (const term of left) {
    const found = mentionOf(term, language).exec(withoutKept(text));
    if (found === null) continue;
    left.delete(term);
    const [word] = found;
    const means = glossaryNotes[term][language].replaceAll(/[`"]/g, "");
    const folder = language === "en" ? "" : `/${chineseFolder}`;
    const link = `[${word}](${folder}/reference/glossary/#term-${term.toLowerCase()} "${means}")`;
    text = text.slice(0, found.index) + link + text.slice(found.index + word.length);
  }
  return text;
}

/** The same length, with everything blank that is a link, code or set in bold already. */
function withoutKept(line: string): string {
  return line.replaceAll(kept, (whole) => " ".repeat(whole.length));
}

function mentionOf(term: Term, language: Language): RegExp {
  const word = glossary[term][language];
  return /\p{Script=Han}/u.test(word) ? new RegExp(word) : new RegExp(`\\b${word}(?:s|ed)?\\b`);
}
