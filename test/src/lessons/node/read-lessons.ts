import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Scenario } from "../../scenario/scenario.ts";
import { type Lesson, lessonFolderName, parseLesson } from "../lesson.ts";

/** Where the lessons lie: beside `src` in the workspace, beside `dist` in the package. */
export const lessonsFolder: string = join(import.meta.dirname, "..", "..", "..", "lessons");

/** A lesson's folder: its name, and the texts of its files. */
export interface LessonFolder {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
}

/** The folders of all lessons, by number. */
export function lessonFolders(): readonly LessonFolder[] {
  return readdirSync(lessonsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && lessonFolderName.test(entry.name))
    .map(({ name }) => ({ name, files: filesOf(join(lessonsFolder, name)) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** All lessons, by number. @throws ScenarioError as {@link parseLesson} does. */
export function readLessons(): readonly Lesson[] {
  return lessonFolders().map(({ name, files }) => parseLesson(name, files));
}

/** The scenarios of all lessons, with their beats. */
export function lessonScenarios(): readonly Scenario[] {
  return readLessons().map(({ scenario }) => scenario);
}

function filesOf(folder: string): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isFile()) files[entry.name] = readFileSync(join(folder, entry.name), "utf8");
  }
  return files;
}
