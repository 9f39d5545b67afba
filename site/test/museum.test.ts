import { parseLesson } from "@informerlab/test";
import { expect, test } from "vitest";
import { exhibits } from "../src/lessons/exhibits.ts";
import { lessonProblems } from "../src/lessons/lesson-check.ts";
import { lessonFolders } from "../src/lessons/lesson-folders.ts";
import { lessonsOf, paths } from "../src/lessons/parts.ts";
import { survivalRow } from "../src/lessons/survival-row.ts";

const [told] = exhibits;
const folder = lessonFolders.find(({ name }) => told !== undefined && name.endsWith(told.slug));

/** The first exhibit's folder with something else in its `exhibit.yaml`. */
function changed(from: RegExp, to: string) {
  if (folder === undefined) throw new Error("the museum is empty");
  const text = folder.files["exhibit.yaml"] ?? "";
  expect(text).toMatch(from);
  return { ...folder, files: { ...folder.files, "exhibit.yaml": text.replace(from, to) } };
}

test.each(["en", "zh-CN"] as const)(
  "in %s an exhibit leads to the row of the survival table that it names",
  (language) => {
    const named = exhibits.flatMap(({ exhibit }) => exhibit.survival?.[language] ?? []);

    expect(named.length).toBeGreaterThan(0);
    for (const row of named) expect(survivalRow(row, language)).toMatch(/^[a-z0-9-]+$/);
    expect(() => survivalRow("no such fault", language)).toThrow(/no row "no such fault"/);
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
