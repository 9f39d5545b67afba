import { expect, test } from "vitest";
import type { Scenario } from "../scenario/scenario.ts";
import { runScenario } from "../simulate/run-scenario.ts";
import { Coverage, coverageLines, reachableStates } from "./coverage.ts";
import { missedGoals } from "./coverage-goals.ts";

const refused: Scenario = {
  version: 1,
  informers: [{ resource: "nodes" }],
  script: [
    { id: "strikes", atMs: 10, do: "fault", fault: { on: { verb: "watch" }, do: { status: 500 } } },
    {
      id: "never",
      atMs: 10,
      do: "fault",
      fault: { on: { verb: "watch", resource: "pods" }, do: { status: 500 } },
    },
    { atMs: 11, do: "cut-watches" },
    { atMs: 5000, do: "compact" },
  ],
};

function coverageOf(...scenarios: readonly Scenario[]): Coverage {
  const coverage = new Coverage();
  for (const scenario of scenarios) {
    coverage.start(scenario);
    runScenario(scenario, { listen: (record) => coverage.take(record) });
  }
  return coverage;
}

test("counted is in which state trouble struck, and which standing faults struck at all", () => {
  const { counts } = coverageOf(refused);

  expect(counts["status × opening-watch"]).toBeGreaterThan(0);
  expect(counts["status × streaming-list"]).toBeUndefined();
  expect(counts).toMatchObject({ "status × drawn": 2, "status × struck": 1 });
  expect(coverageLines(counts).join("\n")).toMatch(
    /^status .*1 of 2 struck {3}never: idle, listing/m,
  );
});

test("a kind of fault that hardly ever strikes is a missed goal, and so is trouble in few states", () => {
  const never: Scenario = { ...refused, script: refused.script?.slice(1, 2) ?? [] };

  const missed = missedGoals(coverageOf(...Array.from({ length: 40 }, () => never)).counts);

  expect(missed.map(({ en }) => en)).toEqual([
    "of 40 faults of the kind status only 0 struck",
    "trouble struck in 0 of 15 states in which it can; a campaign must reach 90 %",
  ]);
});

test("nothing is missed where every kind struck in every state in which it can", () => {
  const counts = Object.fromEntries([
    ...reachableStates("stall").map((state) => [`stall × ${state}`, 1] as const),
    ["stall × drawn", 100] as const,
    ["stall × struck", 60] as const,
  ]);

  expect(missedGoals(counts)).toEqual([]);
});
