import type { Language } from "../config/languages.ts";
import { withTerms } from "./prose-terms.ts";

/** What stands in a lesson's `en.md` or `zh-CN.md`. */
export interface LessonProse {
  /** Everything between the two `---`, as YAML. */
  readonly frontmatter: string;
  readonly body: string;
}

/** The sections that every lesson ends with, by language. */
export const closingSections: Readonly<Record<Language, readonly [string, string]>> = {
  en: ["Often said, and wrong", "Sources"],
  "zh-CN": ["常见的误解", "出处"],
};

/** @throws Error naming the file when it has no frontmatter. */
export function parseProse(text: string, source: string): LessonProse {
  const match = /^---\n(.*?)\n---\n(.*)$/s.exec(text);
  if (match === null) throw new Error(`${source}: it must begin with frontmatter between two ---`);
  return { frontmatter: match[1] ?? "", body: (match[2] ?? "").trim() };
}

/** Ids of the beats to which the prose links, in order. */
export function linkedBeats(body: string): readonly string[] {
  return [...body.matchAll(/\]\(#beat-([\w.-]+)\)/g)].map(([, beat = ""]) => beat);
}

/** The prose with the lesson's code, before what is often said and wrong. */
export function pageBody(
  { body }: LessonProse,
  language: Language,
  { typescript, go }: { readonly typescript: string; readonly go: string },
): string {
  const heading = { en: "In your code", "zh-CN": "写到你的代码里" }[language];
  const code = [
    `## ${heading}`,
    "<lab-code>",
    `\`\`\`go title="Go, client-go"\n${go.trim()}\n\`\`\``,
    `\`\`\`ts title="TypeScript"\n${typescript.trim()}\n\`\`\``,
    "</lab-code>",
  ].join("\n\n");
  const [closing] = closingSections[language];
  return withTerms(body, language).replace(`## ${closing}`, `${code}\n\n## ${closing}`);
}
