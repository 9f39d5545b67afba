import type { Lesson } from "@informerlab/test";
import { lessonOf } from "./lessons.ts";

/** What a component knows of the page it stands on. */
interface PageRoute {
  readonly id: string;
  readonly entry: { readonly data: { readonly lesson?: string | undefined } };
}

/**
 * The lesson that a page is made of.
 *
 * @throws Error when it is no lesson's.
 */
export function lessonOfPage({ id, entry }: PageRoute): Lesson {
  const { lesson } = entry.data;
  if (lesson !== undefined) return lessonOf(lesson);
  throw new Error(`The page ${id} belongs to no lesson`);
}
