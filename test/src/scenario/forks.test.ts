import { expect, test } from "vitest";
import { violationsOf } from "../invariants/judge.ts";
import { lessonScenarios } from "../lessons/node/read-lessons.ts";
import { runScenario } from "../simulate/run-scenario.ts";
import { forks } from "./forks.ts";
import { scenarioProblems } from "./read-scenario.ts";
import type { Scenario } from "./scenario.ts";

const warmCache = lessonScenarios()[0] as Scenario;
const moment = { atMs: 700, key: "n2" };
const past = runScenario(warmCache).trace.records.filter(
  ({ at }) => at < Date.UTC(2026, 0, 1) + moment.atMs,
);

for (const fork of forks) {
  test(`${fork.id}: leaves the past as it was and gives a valid scenario`, () => {
    const forked = fork.apply(warmCache, moment);

    const { trace } = runScenario(forked);

    expect(scenarioProblems(forked)).toEqual([]);
    expect(trace.records.slice(0, past.length)).toEqual(past);
  });

  test(`${fork.id}: ${fork.isUnsound ? "is noticed" : "is survived"}`, () => {
    const { verdicts, isQuiet } = runScenario(fork.apply(warmCache, moment));

    expect(isQuiet).toBe(true);
    expect(violationsOf(verdicts).length > 0).toBe(fork.isUnsound === true);
  });
}

test("every fork is named in both languages, once", () => {
  const ids = forks.map(({ id }) => id);

  expect(new Set(ids).size).toBe(ids.length);
  for (const { label, hint } of forks) {
    for (const text of [label, hint]) expect(text.en !== "" && text["zh-CN"] !== "").toBe(true);
  }
});
