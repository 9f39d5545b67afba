import { expect, test } from "vitest";
import { minimisePlan } from "./minimise-plan.ts";
import type { ChaosPlan } from "./plan.ts";

test("what does not matter goes in halves: few runs until one operation of sixteen is left", async () => {
  const script = Array.from({ length: 16 }, (_, at) => ({ atMs: at, do: "compact" as const }));
  const plan: ChaosPlan = { version: 1, processes: ["a"], seed: 1, script };
  const lengths: number[] = [];
  const smallest = await minimisePlan(plan, async ({ script: rest = [] }) => {
    lengths.push(rest.length);
    return rest.some(({ atMs }) => atMs === 5);
  });

  expect(smallest.script).toEqual([{ atMs: 5, do: "compact" }]);
  expect(lengths.indexOf(1)).toBeLessThan(10);
});
