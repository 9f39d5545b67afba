import {
  plantedBugByName,
  runScenario,
  type Scenario,
  scenarioArbitrary,
  violationsOf,
} from "@informerlab/test";
import fc from "fast-check";
import type { HuntEnd, HuntProgress, HuntRequest } from "./hunt-messages.ts";
import { simulate } from "./simulate.ts";

const progressEveryMs = 100;

/**
 * Draws scenarios until the planted bug breaks a promise, then makes the scenario smaller as long as it still does.
 *
 * @throws RangeError when there is no such bug.
 */
export function hunt(
  { bug: name, seed, runsMax }: HuntRequest,
  now: () => number,
  tell: (progress: HuntProgress) => void,
): HuntEnd {
  const bug = name === "" ? undefined : plantedBugByName(name);
  if (name !== "" && bug === undefined) throw new RangeError(`There is no planted bug "${name}"`);
  const start = now();
  let lastTold = start;
  let runs = 0;
  let shrinks: number | undefined;
  let first: Scenario | undefined;

  const survives = (drawn: Scenario): boolean => {
    runs += 1;
    const scenario = bug === undefined ? drawn : { ...drawn, planted: bug.name };
    const isBroken = isBrokenBy(scenario, bug?.caughtBy);
    if (isBroken) {
      first ??= scenario;
      shrinks = (shrinks ?? -1) + 1;
    }
    if (now() - lastTold >= progressEveryMs) {
      lastTold = now();
      tell({ kind: "progress", runs, shrinks, elapsedMs: lastTold - start });
    }
    return !isBroken;
  };
  const queues = bug?.queues;
  const arbitrary = scenarioArbitrary(queues === undefined ? {} : { queues });
  const { counterexample } = fc.check(fc.property(arbitrary, survives), { numRuns: runsMax, seed });

  const elapsedMs = now() - start;
  const [drawn] = counterexample ?? [];
  if (drawn === undefined) return { kind: "nothing", runs, elapsedMs };
  const smallest = bug === undefined ? drawn : { ...drawn, planted: bug.name };
  const operations = { first: operationsOf(first ?? smallest), smallest: operationsOf(smallest) };
  const result = simulate({ do: "run", scenario: smallest });
  return { kind: "found", runs, shrinks: shrinks ?? 0, elapsedMs, operations, result };
}

/** Of a planted bug only the rules count that must catch it: the counterexample then tells its story. */
function isBrokenBy(scenario: Scenario, rules: readonly string[] | undefined): boolean {
  const violations = violationsOf(runScenario(scenario, { trace: false }).verdicts);
  return violations.some(({ invariant }) => rules?.includes(invariant) ?? true);
}

function operationsOf({ script = [] }: Scenario): number {
  return script.length;
}
