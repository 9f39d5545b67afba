import type { Exhibit, Lesson } from "@informerlab/test";
import { lessons } from "./lessons.ts";

/** The lessons that tell a bug that was real, in reading order: whichever folder has an `exhibit.yaml`. */
export const exhibits: readonly (Lesson & { readonly exhibit: Exhibit })[] = lessons.flatMap(
  (lesson) => (lesson.exhibit === undefined ? [] : [{ ...lesson, exhibit: lesson.exhibit }]),
);

/** A report's short name, `owner/rest`, as everybody writes it, and its address: repairs have the same one as reports. */
export function reportOf({ project, number }: Exhibit): {
  readonly owner: string;
  readonly rest: string;
  readonly href: string;
} {
  const [owner = "", repository = ""] = project.split("/");
  return {
    owner,
    rest: `${repository}#${number}`,
    href: `https://github.com/${project}/issues/${number}`,
  };
}
