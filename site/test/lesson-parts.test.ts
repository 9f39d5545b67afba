import { readFileSync } from "node:fs";
import { join } from "node:path";
import { lessonFolders, lessonsFolder } from "@informerlab/test/lessons";
import { expect, test } from "vitest";
import { lessonTable } from "../src/lessons/lesson-table.ts";
import { lessons } from "../src/lessons/lessons.ts";
import { lessonsOf, partOf, parts, paths } from "../src/lessons/parts.ts";

test("every lesson belongs to a part, and parts follow each other", () => {
  expect(lessons.map(({ number }) => partOf(number)).filter((part) => part === undefined)).toEqual(
    [],
  );
  expect(parts.map(({ from }) => from)).toEqual(
    parts.map(({ from }) => from).toSorted((a, b) => a - b),
  );
});

test.each(paths)("the path $title.en leads through lessons that exist, each once", (path) => {
  const found = lessonsOf(path, lessons);

  expect(found.length).toBeGreaterThanOrEqual(5);
  expect(new Set(found.map(({ slug }) => slug)).size).toBe(found.length);
});

test("the table of lessons is what their folders hold", () => {
  const written = readFileSync(join(lessonsFolder, "README.md"), "utf8");

  expect(written).toBe(lessonTable(lessonFolders()));
});
