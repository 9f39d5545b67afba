import { expect, test } from "vitest";
import { violationsOf } from "../invariants/judge.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { runScenario } from "../simulate/run-scenario.ts";
import { ReplayedChoice } from "../simulate/schedule.ts";
import { enumerateSchedules } from "./schedules.ts";
import { smallScopes } from "./small-scopes.ts";

const timeout = 120_000;
const scopes = smallScopes();

function scopeOf(queue: string, index: number): Scenario {
  const own = scopes.filter(({ informers }) => informers[0]?.queue === queue);
  return own[index % own.length] as Scenario;
}

test("there are as many small scopes as rows of writes, faults and queues make", () => {
  expect(scopes).toHaveLength(new Set(scopes.map((scope) => JSON.stringify(scope))).size);
  expect(scopes.length % 12).toBe(0);
});

test.each(["delta", "real", "real-atomic"])(
  "no schedule of a small scope breaks a rule: %s",
  {
    timeout,
  },
  (queue) => {
    const { schedules, isComplete, failures } = enumerateSchedules(scopeOf(queue, 7));

    expect(failures).toEqual([]);
    expect(isComplete).toBe(true);
    expect(schedules).toBeGreaterThan(10);
  },
);

test("every schedule is run once, and what one departure cannot reach two can", { timeout }, () => {
  const scope = scopeOf("delta", 0);
  const one = enumerateSchedules(scope, { departuresMax: 1 });
  const cut = enumerateSchedules(scope, { departuresMax: 2, schedulesMax: one.schedules + 50 });

  expect(one.isComplete).toBe(true);
  expect(cut.isComplete).toBe(false);
  expect(cut.schedules).toBe(one.schedules + 50);
});

test("a mistake in a small scope is found, and its choices replay it", { timeout }, () => {
  const scope = scopes.find(({ script = [] }) => script.some((one) => one.do === "update"));

  const [failure] = enumerateSchedules({ ...(scope as Scenario), planted: "old-is-new" }).failures;

  expect(failure?.violation.invariant).toBeDefined();
  const again = violationsOf(runScenario(failure?.scenario ?? (scope as Scenario)).verdicts);
  expect(again.map(({ invariant }) => invariant)).toContain(failure?.violation.invariant);
});

test("replaying the choices of a run gives the same run", () => {
  const scope = scopeOf("real", 3);
  const choices = [0, 1, 0, 2, 1];
  const choice = new ReplayedChoice(choices);

  const replay: Scenario = { ...scope, schedule: { choices } };
  const first = runScenario(replay);
  const second = runScenario(replay, { choice });

  expect(choice.widths.length).toBeGreaterThan(choices.length);
  expect(second.trace.records).toEqual(first.trace.records);
});
