import { expect, test } from "vitest";
import { violationsOf } from "../invariants/judge.ts";
import { knownBreaks } from "../planted-bugs/known-breaks.ts";
import { decodeScenario, encodeScenario } from "../scenario/scenario-code.ts";
import { runScenario } from "../simulate/run-scenario.ts";
import { parseLesson } from "./lesson.ts";
import { lessonFolders, lessonScenarios } from "./node/read-lessons.ts";

for (const scenario of lessonScenarios()) {
  test(`${scenario.id}: no rule is broken, but those that its mistake is known to break`, () => {
    const known = knownBreaks(scenario);
    const broken = violationsOf(runScenario(scenario).verdicts);
    expect(broken.filter(({ invariant }) => !known.includes(invariant))).toEqual([]);
  });

  test(`${scenario.id}: fits into a link`, () => {
    const { beats: _beats, title: _title, ...bare } = scenario;
    expect(decodeScenario(encodeScenario(bare))).toEqual(bare);
    expect(encodeScenario(bare).length).toBeLessThan(700);
  });
}

test("what a folder lacks, or has wrong, is named with its file", () => {
  const [{ name, files } = { name: "", files: {} }] = lessonFolders();
  const { "lesson.yaml": _meta, ...rest } = files;

  expect(() => parseLesson("first", files)).toThrow("first: a lesson's folder is named by number");
  expect(() => parseLesson(name, rest)).toThrow(`${name}: lesson.yaml is missing: minutes`);
  expect(() => parseLesson("09-other", files)).toThrow("09-other/scenario.yaml: id must be other");
  expect(() => parseLesson(name, { ...files, "lesson.yaml": "minutes: many" })).toThrow(
    `${name}/lesson.yaml: minutes: must be a whole number`,
  );
});
