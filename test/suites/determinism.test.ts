import { writeTraceFile } from "@informerlab/core/trace";
import { runScenario, type Scenario, scenarioArbitrary } from "@informerlab/test";
import { lessonScenarios } from "@informerlab/test/lessons";
import fc from "fast-check";
import { expect, test } from "vitest";

const scenarios: readonly Scenario[] = [
  ...lessonScenarios(),
  ...fc.sample(scenarioArbitrary({ size: "full" }), { seed: 20_261_123, numRuns: 60 }),
];

function traceText(scenario: Scenario): string {
  return writeTraceFile(runScenario(scenario).trace);
}

test("X1: every scenario gives the same trace twice, byte for byte", () => {
  for (const scenario of scenarios) expect(traceText(scenario)).toBe(traceText(scenario));
});

test("X2: whether anybody watches changes nothing", () => {
  for (const scenario of scenarios) {
    const watched = runScenario(scenario);
    const alone = runScenario(scenario, { trace: false, judge: false });

    expect(alone.steps).toBe(watched.steps);
    expect(alone.durationMs).toBe(watched.durationMs);
    expect(alone.caches).toEqual(watched.caches);
  }
});

test("X3: the order in which scenarios run changes nothing", () => {
  const forwards = scenarios.map(traceText);
  const backwards = scenarios.toReversed().map(traceText).toReversed();

  expect(backwards).toEqual(forwards);
});

test("leaving one operation out leaves the draws of all others as they were", () => {
  const scenario: Scenario = {
    version: 1,
    seed: 5,
    network: { latencyMs: 5, jitterMs: 200 },
    informers: [{ resource: "nodes" }],
    script: [
      { id: "a", atMs: 1000, do: "create", resource: "nodes", name: "a" },
      { id: "b", atMs: 2000, do: "create", resource: "nodes", name: "b" },
    ],
  };
  const arrival = (run: Scenario, key: string): number | undefined =>
    runScenario(run).trace.records.find(
      ({ fact }) => fact.kind === "reflector.received" && fact.ref?.key === key,
    )?.at;

  expect(arrival(scenario, "b")).toBeDefined();
  expect(arrival({ ...scenario, script: scenario.script?.slice(1) ?? [] }, "b")).toBe(
    arrival(scenario, "b"),
  );
});
