import { expect, test } from "vitest";
import { minimisePlan, shrinkingRunsMax } from "./minimise-plan.ts";
import type { ChaosPlan } from "./plan.ts";

test("what does not matter goes in halves: few runs until one operation of sixteen is left", async () => {
  const script = Array.from({ length: 16 }, (_, at) => ({ atMs: at, do: "compact" as const }));
  const plan: ChaosPlan = { version: 1, processes: ["a"], seed: 1, script };
  const lengths: number[] = [];
  const { plan: smallest, runs } = await minimisePlan(plan, async ({ script: rest = [] }) => {
    lengths.push(rest.length);
    return rest.some(({ atMs }) => atMs === 5);
  });

  expect(smallest.script).toEqual([{ atMs: 5, do: "compact" }]);
  expect(lengths.indexOf(1)).toBeLessThan(10);
  expect(runs).toBe(lengths.length);
});

test("it ends after a fixed number of runs, with what is smallest by then", async () => {
  const script = Array.from({ length: 300 }, (_, at) => ({ atMs: at, do: "compact" as const }));
  const plan: ChaosPlan = { version: 1, processes: ["a"], seed: 1, script };
  let runs = 0;
  const smallest = await minimisePlan(plan, async ({ script: rest = [] }) => {
    runs += 1;
    return rest.length % 2 === 0 && rest.length > 250;
  });

  expect(runs).toBe(shrinkingRunsMax);
  expect(smallest.runs).toBe(shrinkingRunsMax);
  expect(smallest.plan.script?.length).toBeLessThan(300);
});
