import fc from "fast-check";
import { scenarioArbitrary } from "../generators/scenarios.ts";
import { violationsOf } from "../invariants/judge.ts";
import { plantedBugByName } from "../planted-bugs/catalogue.ts";
import { runScenario } from "../simulate/run-scenario.ts";

/** A mistake that any campaign finds within a few dozen runs, unless something is wrong with the campaign itself. */
const canary = "replace-ignores-known";
const runsMax = 300;

/** Whether the judge finds a mistake that is there: asked once per shard, because a blind judge is green, too. */
export function canarySings(): boolean {
  const bug = plantedBugByName(canary);
  if (bug === undefined) return false;
  const { queues = ["delta"] } = bug;
  const arbitrary = scenarioArbitrary({ queues });
  for (let seed = 1; seed <= runsMax / 10; seed++) {
    for (const scenario of fc.sample(arbitrary, { seed, numRuns: 10 })) {
      const { verdicts } = runScenario(
        { ...scenario, planted: canary },
        { trace: false, stacks: false },
      );
      if (violationsOf(verdicts).some(({ invariant }) => bug.caughtBy.includes(invariant)))
        return true;
    }
  }
  return false;
}
