import { expect, test } from "vitest";
import { violationsOf } from "../invariants/judge.ts";
import { placeBeats } from "../scenario/beat.ts";
import { decodeScenario, encodeScenario } from "../scenario/permalink.ts";
import { scenarioProblems } from "../scenario/read-scenario.ts";
import { runScenario } from "../simulate/run-scenario.ts";
import { lessonScenarios } from "./lesson-scenarios.ts";

for (const scenario of lessonScenarios) {
  test(`${scenario.id}: every beat points at exactly one event, in the order of the trace`, () => {
    const { trace } = runScenario(scenario);

    const placed = placeBeats(scenario.beats ?? [], trace.records);

    const order = placed.map(({ record }) => record.seq);
    expect(placed.length).toBeGreaterThanOrEqual(6);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test(`${scenario.id}: no rule is broken`, () => {
    expect(violationsOf(runScenario(scenario).verdicts)).toEqual([]);
  });

  test(`${scenario.id}: narration is short, in both languages`, () => {
    const long = (scenario.beats ?? []).filter(
      ({ text }) => text.en.split(/\s+/).length > 60 || [...text["zh-CN"]].length > 110,
    );

    expect(long).toEqual([]);
  });

  test(`${scenario.id}: is valid, and fits into a link`, () => {
    expect(scenarioProblems(scenario)).toEqual([]);
    const { beats: _beats, title: _title, ...bare } = scenario;
    expect(decodeScenario(encodeScenario(bare))).toEqual(bare);
    expect(encodeScenario(bare).length).toBeLessThan(700);
  });
}
