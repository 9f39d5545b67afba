import type { ChaosOptions } from "./chaos-options.ts";
import { idleFaults } from "./idle-faults.ts";
import type { ChaosRun, Failure } from "./outcome.ts";

/** What came of all runs, for programs to read. */
export function summaryOf(
  { plan, firstSeed }: ChaosOptions,
  command: readonly string[],
  all: readonly ChaosRun[],
  failures: readonly Failure[],
): object {
  const failureOf = new Map(failures.map((failure) => [failure.run, failure]));
  return {
    ...{ plan, firstSeed, command, neverStruck: idleFaults(all) },
    runs: all.map((run) => ({
      seed: run.seed,
      isFailed: run.isFailed,
      code: run.end.code,
      isTimedOut: run.end.isTimedOut,
      durationMs: Math.round(run.durationMs),
      requests: run.requests.length,
      tests: run.tests,
      faults: run.faults,
      hits: Object.fromEntries(run.hits),
      ...smallestOf(failureOf.get(run)),
    })),
  };
}

function smallestOf(failure: Failure | undefined): object {
  if (failure === undefined) return {};
  const { smallest, isMinimal, asked, folder } = failure;
  return {
    isRepeated: smallest !== undefined,
    smallest: smallest?.faults,
    isMinimal,
    asked,
    folder,
  };
}
