import type { TraceFile } from "@informerlab/core/trace";
import { canTrace, runScenario, type Scenario, traceScenario } from "@informerlab/test";
import { lessonScenarios } from "@informerlab/test/lessons";
import { outcomeOf } from "@informerlab/visualizer";
import { expect, test } from "vitest";
import { coarseFirst, type ExploreAnswer, explore } from "../src/simulator/explore.ts";
import { forks } from "../src/simulator/forks.ts";
import { ladders } from "../src/simulator/ladders.ts";

function lesson(id: string): Scenario {
  const found = lessonScenarios().find((one) => one.id === id);
  if (found === undefined) throw new Error(`no lesson ${id}`);
  return found;
}

function explored(scenarios: readonly Scenario[]): readonly ExploreAnswer[] {
  const answers: ExploreAnswer[] = [];
  // As the worker does: kinds that the small server does not have need the whole one.
  const whole = (scenario: Scenario): TraceFile => runScenario(scenario, { judge: false }).trace;
  const trace = scenarios.every(canTrace) ? traceScenario : whole;
  explore({ scenarios }, trace, (answer) => answers.push(answer));
  return answers.toSorted((a, b) => a.index - b.index);
}

test("an expired watch costs one more list, wherever it is dropped once the watch is open", () => {
  const scenario = lesson("why-a-queue");
  const usual = outcomeOf(runScenario(scenario, { judge: false }).trace);
  const fork = forks.find(({ id }) => id === "expire-watch");
  const at = [300, 800, 1200].map((atMs) => fork?.apply(scenario, { atMs, seq: 0 }) as Scenario);
  for (const { outcome } of explored(at)) expect(outcome?.lists).toBe(usual.lists + 1);
});

test("writes that a list skipped over are lost events, and a quiet run loses none", () => {
  expect(outcomeOf(runScenario(lesson("warm-cache"), { judge: false }).trace).lostEvents).toBe(0);
  const gone = outcomeOf(runScenario(lesson("gone"), { judge: false }).trace);
  expect(gone.lists).toBe(2);
  expect(gone.lostEvents).toBeGreaterThan(0);
  expect(gone.wrongMs).toBeGreaterThan(0);
});

test("with more latency the copy is wrong for longer, rung by rung", () => {
  const ladder = ladders.find(({ id }) => id === "latency");
  const values = ladder?.rungs.map(({ value }) => value).filter((value) => value <= 500) ?? [];
  const scenarios = values.map((value) => ladder?.apply(lesson("warm-cache"), value) as Scenario);
  const wrong = explored(scenarios).map(({ outcome }) => outcome?.wrongMs ?? -1);
  expect(wrong).toEqual(wrong.toSorted((a, b) => a - b));
  expect(wrong.at(-1)).toBeGreaterThan(wrong[0] ?? 0);
});

test("every rung of every ladder can be run on every lesson, or says that it does not apply", () => {
  for (const scenario of lessonScenarios()) {
    for (const { rungs, apply } of ladders) {
      const value = rungs.at(1)?.value ?? 1;
      const changed = apply(scenario, value);
      if (changed === undefined) continue;
      expect(explored([changed as Scenario])[0]?.outcome).toBeDefined();
    }
  }
});

test("a scenario that cannot be run is an answer without an outcome, and the others go on", () => {
  const bad = { ...lesson("gone"), informers: 7 } as unknown as Scenario;
  const answers = explored([bad, lesson("gone")]);
  expect(answers.map(({ outcome }) => outcome === undefined)).toEqual([true, false]);
});

test("runs are done coarse first, each once", () => {
  for (const length of [0, 1, 7, 8, 9, 120]) {
    const order = coarseFirst(length);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, index) => index));
  }
  expect(coarseFirst(20).slice(0, 3)).toEqual([0, 8, 16]);
});
