import { type Violation, violationsOf } from "../invariants/judge.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { runScenario } from "../simulate/run-scenario.ts";
import { ReplayedChoice } from "../simulate/schedule.ts";

/** How far a search goes. */
export interface EnumerationOptions {
  /**
   * Every schedule that departs from first in, first out at most so often (delay bounding, Emmi and others 2011).
   * @defaultValue 1
   */
  readonly departuresMax?: number;
  /** Gives up after so many schedules. @defaultValue 100,000 */
  readonly schedulesMax?: number;
}

/** What came of a search. */
export interface Enumeration {
  /** Schedules that were run, each another one. */
  readonly schedules: number;
  /** Every schedule within the bound was run. */
  readonly isComplete: boolean;
  /** The first schedule that broke each rule, as a scenario that replays it. */
  readonly failures: readonly { readonly scenario: Scenario; readonly violation: Violation }[];
}

/** Runs a scenario under every schedule within a bound, depth first, and judges each. */
export function enumerateSchedules(
  scenario: Scenario,
  { departuresMax = 1, schedulesMax = 100_000 }: EnumerationOptions = {},
): Enumeration {
  const failures = new Map<string, { scenario: Scenario; violation: Violation }>();
  let schedules = 0;
  let choices: readonly number[] | undefined = [];
  while (choices !== undefined && schedules < schedulesMax) {
    const choice: ReplayedChoice = new ReplayedChoice(choices);
    const replay: Scenario = { ...scenario, schedule: { choices: [...choices] } };
    const { verdicts } = runScenario(replay, { trace: false, choice, stacks: false });
    schedules += 1;
    for (const violation of violationsOf(verdicts)) {
      if (!failures.has(violation.invariant))
        failures.set(violation.invariant, { scenario: replay, violation });
    }
    choices = nextChoices(choices, choice.widths, departuresMax);
  }
  return { schedules, isComplete: choices === undefined, failures: [...failures.values()] };
}

/** The schedule after this one: the last point at which there is another choice within the bound takes it. */
function nextChoices(
  choices: readonly number[],
  widths: readonly number[],
  departuresMax: number,
): readonly number[] | undefined {
  for (let point = widths.length - 1; point >= 0; point--) {
    const before = choices.slice(0, point);
    const departures = before.filter((choice) => choice > 0).length;
    const taken = (choices[point] ?? 0) + 1;
    if (taken >= (widths[point] ?? 0) || departures >= departuresMax) continue;
    return [...before, ...new Array<number>(point - before.length).fill(0), taken];
  }
  return undefined;
}
