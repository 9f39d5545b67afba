import { plantedBugByName, reportFailure, runCampaign } from "@informerlab/test";
import { storyOfFailure } from "./failure-story.ts";
import type { HuntEnd, HuntProgress, HuntRequest } from "./hunt-messages.ts";
import { simulate } from "./simulate.ts";
import { spreadOut } from "./spread-out.ts";
import { turningPoints } from "./turning-points.ts";

/**
 * Draws scenarios until the planted bug breaks a promise, then makes the scenario smaller as long as it still does,
 * and readable.
 *
 * @throws RangeError when there is no such bug.
 */
export function hunt(
  { bug, seed, runsMax, language }: HuntRequest,
  now: () => number,
  tell: (progress: HuntProgress) => void,
): HuntEnd {
  const planted = bug === "" ? undefined : plantedBugByName(bug);
  if (bug !== "" && planted === undefined) throw new RangeError(`There is no planted bug "${bug}"`);
  const start = now();
  const report = runCampaign({
    runs: runsMax,
    seed,
    ...(planted === undefined ? {} : { planted }),
    progress: (runs) => {
      tell({ kind: "progress", runs, elapsedMs: now() - start });
      return undefined;
    },
  });
  const elapsedMs = now() - start;
  const [failure] = report.failures;
  if (failure === undefined) return { kind: "nothing", runs: report.runs, elapsedMs };

  const { runs, shrinks, operationsBefore, operationsAfter } = failure;
  const [violation] = failure.violations;
  const scenario =
    violation === undefined ? failure.scenario : spreadOut(failure.scenario, violation.invariant);
  const result = simulate({ do: "run", scenario });
  const { broken } = result.judgement;
  const points = turningPoints(scenario, result.trace, broken);
  return {
    kind: "found",
    runs,
    shrinks,
    elapsedMs,
    operations: { first: operationsBefore, smallest: operationsAfter },
    result,
    points,
    story: storyOfFailure(result.trace, broken, points),
    testFile: reportFailure(scenario, { language })?.testFile ?? "",
  };
}
