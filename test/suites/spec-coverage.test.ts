import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { coverageDocument, findCitations, readRules, root } from "./spec-coverage.ts";

test("every rule of the informer is cited by a test", () => {
  const citations = findCitations();

  const holes = readRules().filter(({ id }) => !citations.has(id));

  expect(holes.map(({ id, rule }) => `${id} ${rule}`)).toEqual([]);
});

test("no test cites a rule that does not exist", () => {
  const rules = readRules();
  const ids = new Set(rules.map(({ id }) => id));
  const families = new Set(rules.map(({ id }) => id.split("-")[0]));

  const unknown = [...findCitations()]
    .filter(([id]) => families.has(id.split("-")[0]) && !ids.has(id))
    .map(([id, [citation]]) => `${id} in ${citation?.file}`);

  expect(unknown).toEqual([]);
});

test("core/SPEC-COVERAGE.md is up to date", () => {
  const written = readFileSync(join(root, "core/SPEC-COVERAGE.md"), "utf8");

  // Out of date? node test/suites/update-spec-coverage.ts
  expect(written).toBe(coverageDocument());
});
