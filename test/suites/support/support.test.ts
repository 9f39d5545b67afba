import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { missingTests, supportPages } from "./support-page.ts";

test("what is said to be supported has tests that exist", () => {
  expect(missingTests()).toEqual([]);
});

// Out of date? node test/suites/support/update-support.ts
test("the site's support table says what the rows say", () => {
  for (const [file, text] of supportPages()) expect(readFileSync(file, "utf8")).toBe(text);
});
