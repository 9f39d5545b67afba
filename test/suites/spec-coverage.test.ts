import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  clientGoDocument,
  coverageDocument,
  findCitations,
  readClientGoTests,
  readRules,
  root,
} from "./spec-coverage.ts";

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

test("every test of client-go has a counterpart that exists, or a line that says why not", () => {
  const citations = findCitations();

  const holes = readClientGoTests().filter(
    ({ rules, note }) => note === undefined && !rules.every((id) => citations.has(id)),
  );

  expect(holes).toEqual([]);
});

// Out of date? node test/suites/update-spec-coverage.ts
test("the generated documents are up to date", () => {
  const read = (name: string): string => readFileSync(join(root, "core", name), "utf8");

  expect(read("SPEC-COVERAGE.md")).toBe(coverageDocument());
  expect(read("CLIENT-GO-TESTS.md")).toBe(clientGoDocument());
});
