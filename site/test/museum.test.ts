import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseLesson } from "@informerlab/test";
import { expect, test } from "vitest";
import { chineseFolder } from "../src/config/languages.ts";
import { exhibits } from "../src/lessons/exhibits.ts";
import { lessonProblems } from "../src/lessons/lesson-check.ts";
import { lessonFolders } from "../src/lessons/lesson-folders.ts";
import { lessonsOf, paths } from "../src/lessons/parts.ts";

const docs = join(import.meta.dirname, "..", "src", "content", "docs");
const languages = [
  ["en", ""],
  ["zh-CN", chineseFolder],
] as const;
const [told] = exhibits;
const folder = lessonFolders.find(({ name }) => told !== undefined && name.endsWith(told.slug));

/** The first exhibit's folder with something else in its `exhibit.yaml`. */
function changed(from: RegExp, to: string) {
  if (folder === undefined) throw new Error("the museum is empty");
  const text = folder.files["exhibit.yaml"] ?? "";
  expect(text).toMatch(from);
  return { ...folder, files: { ...folder.files, "exhibit.yaml": text.replace(from, to) } };
}

test.each(languages)(
  "in %s the survival table has each row that an exhibit names",
  (language, at) => {
    const table = readFileSync(join(docs, at, "reference", "survival.mdx"), "utf8");
    const named = exhibits.flatMap(({ exhibit }) => exhibit.survival?.[language] ?? []);

    expect(named.length).toBeGreaterThan(0);
    for (const row of named) expect(table).toContain(`\n| ${row} |`);
  },
);

test("a lesson called an exhibit of the museum is one", () => {
  const called = lessonFolders.filter(({ files }) =>
    /^title: "?Museum/m.test(files["en.md"] ?? ""),
  );

  expect(called.length).toBeGreaterThan(0);
  expect(called.filter(({ files }) => files["exhibit.yaml"] === undefined)).toEqual([]);
});

test("an exhibit whose report is not among the sources, or that says where it is in no known word, is told so", () => {
  const unnamed = changed(/^number: \d+$/m, "number: 7");
  const nowhere = changed(/^station: .*$/m, "station: reflektor");

  expect(lessonProblems(unnamed)).toContain(
    `${folder?.name}/exhibit.yaml: en.md does not name #7 among its sources`,
  );
  expect(() => parseLesson(nowhere.name, nowhere.files)).toThrow('did you mean "reflector"?');
});

test("whoever does not believe it is led to the museum", () => {
  const path = paths.find(({ title }) => title.en === "You do not believe it");

  expect(path?.pages).toContain("museum");
  expect(path === undefined ? [] : lessonsOf(path, exhibits)).not.toEqual([]);
});
