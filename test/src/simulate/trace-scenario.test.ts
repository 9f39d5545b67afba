import { Simulation } from "@informerlab/core/simulation";
import { createCluster, createSimulatedServer, type Fault } from "@informerlab/fake-apiserver";
import fc from "fast-check";
import { expect, test } from "vitest";
import { scenarioArbitrary } from "../generators/scenarios.ts";
import { lessonScenarios } from "../lessons/node/index.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { ScenarioError } from "../scenario/scenario-error.ts";
import { runScenario } from "./run-scenario.ts";
import { canTrace, traceScenario } from "./trace-scenario.ts";

test("a lesson of the small server's kinds gives the bytes of the whole one; others are known before", () => {
  const lessons = lessonScenarios();
  expect(lessons.filter(canTrace).length).toBeGreaterThan(lessons.length / 2);
  for (const lesson of lessons) {
    if (!canTrace(lesson)) {
      expect(() => traceScenario(lesson), lesson.id).toThrow(ScenarioError);
      continue;
    }
    const whole = runScenario(lesson, { judge: false }).trace;
    expect(JSON.stringify(traceScenario(lesson)) === JSON.stringify(whole), lesson.id).toBe(true);
  }
});

test("whatever happens, the small server gives the bytes of the whole one", () => {
  fc.assert(
    fc.property(scenarioArbitrary(), (scenario) => {
      // The small server has no text to answer with, and its world no programs with parts of their own.
      expect(canTrace(scenario)).toBe(!hasPrograms(scenario) && !scenario.network?.http);
      fc.pre(canTrace(scenario));
      const whole = runScenario(scenario, { judge: false }).trace;
      expect(JSON.stringify(traceScenario(scenario)) === JSON.stringify(whole)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

function hasPrograms({ script = [] }: Scenario): boolean {
  return script.some((one) => one.do === "factory" || one.do === "scale");
}

test("the small server's kinds are those of the whole one, and their objects live the same life", () => {
  const small = createSimulatedServer(new Simulation({ seed: 1 })).registry;
  const whole = createCluster().apiserver.registry;
  const kinds = small
    .groups()
    .flatMap(({ versions }) => versions.flatMap((one) => one.definitions));
  expect(kinds.length).toBeGreaterThan(5);
  for (const kind of kinds) {
    const same = whole.lookup(kind.group, kind.version, kind.resource);
    const { keepsGeneration, ...life } = same?.strategy ?? kind.strategy;
    expect({ ...life, keepsGeneration: false }).toEqual(kind.strategy);
    expect(same).toMatchObject({
      kind: kind.kind,
      listKind: kind.listKind,
      singular: kind.singular,
      namespaced: kind.namespaced,
      shortNames: kind.shortNames,
      storageKey: kind.storageKey,
    });
    const object = { metadata: { name: "a" } };
    expect(same?.beginDeletion).toBeUndefined();
    expect(same?.gracePeriodSecondsOf(object)).toBeUndefined();
    expect(same?.toStored(object)).toEqual(object);
    expect(same?.fromStored(object)).toEqual(object);
  }
});

test("a scenario with a kind that dies in a way of its own is the whole server's affair, wherever it names it", () => {
  const nodes: Scenario = { version: 1, informers: [{ resource: "nodes" }] };
  const pods: Scenario = { version: 1, informers: [{ resource: "pods" }] };
  const fault: Fault = { on: { resource: ["nodes", "jobs.batch"] }, do: { close: "clean" } };
  const scenarios: readonly Scenario[] = [
    pods,
    { ...nodes, objects: [{ resource: "pods", name: "a", namespace: "default" }] },
    { ...nodes, script: [{ atMs: 1, do: "fault", fault }] },
  ];
  for (const scenario of scenarios) expect(canTrace(scenario)).toBe(false);
  expect(() => traceScenario(pods)).toThrow(ScenarioError);
});
