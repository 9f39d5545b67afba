import { type Lesson, parseLesson } from "@informerlab/test";
import { lessonFolders } from "./lesson-folders.ts";

/** All lessons, in reading order. */
export const lessons: readonly Lesson[] = lessonFolders.map(({ name, files }) =>
  parseLesson(name, files),
);

/**
 * The lesson of a slug.
 *
 * @throws RangeError naming the lessons that exist.
 */
export function lessonOf(slug: string): Lesson {
  const found = lessons.find((one) => one.slug === slug);
  if (found !== undefined) return found;
  const known = lessons.map((one) => one.slug).join(", ");
  throw new RangeError(`There is no lesson "${slug}"; known: ${known}`);
}
