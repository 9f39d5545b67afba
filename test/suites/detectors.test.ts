import { runScenario, type Scenario, violationsOf } from "@informerlab/test";
import { expect, test } from "vitest";

type Fault = Extract<NonNullable<Scenario["script"]>[number], { do: "fault" }>["fault"];

/** One promise broken, alone: nobody can survive it, somebody must say so. */
function rulesBrokenUnder(action: Fault["do"], nth: number | readonly number[]): readonly string[] {
  const names = ["n1", "n2", "n3"];
  const scenario: Scenario = {
    version: 1,
    objects: names.map((name) => ({ resource: "nodes", name })),
    informers: [{ resource: "nodes", handlers: [{ name: "a" }] }],
    script: [
      {
        atMs: 0,
        do: "fault",
        fault: { on: { verb: "watch" }, life: { nth }, do: action, unsound: true },
      },
      ...[...names, ...names].map(
        (name, index) =>
          ({ atMs: 100 + 100 * index, do: "update", resource: "nodes", name }) as const,
      ),
      { atMs: 800, do: "delete", resource: "nodes", name: "n1" },
    ],
  };
  return violationsOf(runScenario(scenario, { trace: false }).verdicts).map(
    ({ invariant }) => invariant,
  );
}

test.each([
  ["a lost event", { dropEvent: true }, 2, "W4"],
  ["an event that comes twice", { duplicateEvent: true }, 2, "W1"],
  ["events in the wrong order", { reorderEvents: true }, 2, "W1"],
] as const)("%s, alone, is told by its rule", (_what, action, nth, rule) => {
  expect(rulesBrokenUnder(action, nth)).toContain(rule);
});
