import { type Lesson, parseLesson } from "@informerlab/test";
import type { LessonFolder } from "@informerlab/test/lessons";
import { lookedAt } from "./looked.ts";

const languages = ["en", "zh-CN"] as const;

/** What each lesson's folder holds, as a Markdown page: `npm run -s lesson -- --table` prints it. */
export function lessonTable(folders: readonly LessonFolder[]): string {
  const rows = folders.map(({ name, files }) => rowOf(parseLesson(name, files), files));
  return [
    "# The lessons",
    "",
    "One folder each. This table is what `npm run -s lesson -- --table` prints; a test compares the two.",
    "",
    "| lesson | story points | claims | questions | forks | languages | TypeScript | client-go | controller-runtime | levels | looked at |",
    "|---|---|---|---|---|---|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

function rowOf(lesson: Lesson, files: LessonFolder["files"]): string {
  const { number, scenario, forks, levels } = lesson;
  const beats = scenario.beats ?? [];
  const title = scenario.title?.en ?? lesson.slug;
  const has = (file: string): string => (files[file] === undefined ? "no" : "yes");
  const cells = [
    `${String(number).padStart(2, "0")} ${title}`,
    beats.length,
    beats.reduce((sum, { claims = [] }) => sum + claims.length, 0),
    beats.filter(({ ask }) => ask !== undefined).length,
    forks.length,
    languages.filter((language) => files[`${language}.md`] !== undefined).join(", "),
    has("code.test.ts"),
    has("code.go"),
    files["controller-runtime.go"] === undefined ? "the same" : "yes",
    levels.length,
    lookedAt(files),
  ];
  return `| ${cells.join(" | ")} |`;
}
