import type { Level, LocalizedText } from "@informerlab/test";
import { chineseFolder, type Language } from "../config/languages.ts";
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

/** What a lesson's page has besides its prose. */
export interface LessonExtras {
  readonly typescript: string;
  readonly go: string;
  /** The same with controller-runtime, if it differs there. */
  readonly controllerRuntime?: string | undefined;
  /** Why it does not, or what else is to know about it. */
  readonly controllerRuntimeNote?: LocalizedText | undefined;
  readonly levels?: readonly Level[];
}

/** The prose with the lesson's levels and its code, before what is often said and wrong. */
export function pageBody(
  { body }: LessonProse,
  language: Language,
  { typescript, go, controllerRuntime, controllerRuntimeNote, levels = [] }: LessonExtras,
): string {
  const heading = { en: "In your code", "zh-CN": "写到你的代码里" }[language];
  const code = [
    ...levelList(levels, language),
    `## ${heading}`,
    "<lab-code>",
    codeBlock("go", "Go, client-go", go),
    ...(controllerRuntime === undefined
      ? []
      : [codeBlock("go", "Go, controller-runtime", controllerRuntime)]),
    codeBlock("ts", "TypeScript", typescript),
    "</lab-code>",
    ...(controllerRuntimeNote === undefined
      ? []
      : [`**controller-runtime** ${controllerRuntimeNote[language]}`]),
  ].join("\n\n");
  const [closing] = closingSections[language];
  return withTerms(body, language).replace(`## ${closing}`, `${code}\n\n## ${closing}`);
}

function codeBlock(language: string, title: string, code: string): string {
  return `\`\`\`${language} title="${title}" wrap\n${code.trim()}\n\`\`\``;
}

/** Each level with its task, leading to the playground. */
function levelList(levels: readonly Level[], language: Language): readonly string[] {
  if (levels.length === 0) return [];
  const play = language === "en" ? "/play/" : `/${chineseFolder}/play/`;
  const items = levels.map(
    ({ id, title, task }) => `1. [${title[language]}](${play}?level=${id})\\\n   ${task[language]}`,
  );
  return [`## ${{ en: "The levels", "zh-CN": "关卡" }[language]}`, items.join("\n")];
}
