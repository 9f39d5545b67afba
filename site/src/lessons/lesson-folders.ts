import type { LessonFolder } from "@informerlab/test/lessons";

const texts = import.meta.glob<string>("../../../test/lessons/*/*", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The folders of all lessons, by number. */
export const lessonFolders: readonly LessonFolder[] = foldersOf(texts);

function foldersOf(files: Readonly<Record<string, string>>): readonly LessonFolder[] {
  const folders = new Map<string, Record<string, string>>();
  for (const [path, text] of Object.entries(files)) {
    const [name = "", file = ""] = path.split("/").slice(-2);
    const folder = folders.get(name) ?? {};
    folder[file] = text;
    folders.set(name, folder);
  }
  return [...folders]
    .map(([name, files]) => ({ name, files }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
