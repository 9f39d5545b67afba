import { lessonRun } from "./lesson-run.ts";
import { type Lesson, lessonOf } from "./lessons.ts";

/** What a component knows of the page it stands on. */
interface PageRoute {
  readonly id: string;
  readonly entry: { readonly data: { readonly lesson?: string | undefined } };
}

/**
 * The lesson that a page names in its frontmatter.
 *
 * @throws Error when it names none.
 */
export function lessonOfPage({ id, entry }: PageRoute): Lesson {
  const { lesson } = entry.data;
  if (lesson !== undefined) return lessonOf(lesson);
  throw new Error(`The page ${id} has no "lesson" in its frontmatter`);
}

/**
 * Makes sure that prose points at a beat that exists.
 *
 * @throws Error naming the beats of the page's lesson.
 */
export function requireBeat(route: PageRoute, beat: string): void {
  const { beats } = lessonRun(lessonOfPage(route).slug).story;
  if (beats.some(({ id }) => id === beat)) return;
  const known = beats.map(({ id }) => id).join(", ");
  throw new Error(`The page ${route.id} points at beat "${beat}"; its lesson has ${known}`);
}
