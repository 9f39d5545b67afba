import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import { expect, test } from "vitest";
import { lessonScenarios } from "../lessons/node/read-lessons.ts";
import { runScenario } from "../simulate/run-scenario.ts";
import { checkInvariants, violationsOf } from "./judge.ts";

/** The same run on a machine that is late with everything, by up to three milliseconds. */
function late(records: readonly TraceRecord<TraceFact>[]): readonly TraceRecord<TraceFact>[] {
  let now = 0;
  return records.map((record) => {
    now = Math.max(now, record.at + (record.seq % 4));
    return { ...record, at: now };
  });
}

test("timers that come late break rules in virtual time, and none in a program's real time", () => {
  const traces = lessonScenarios()
    .filter(({ planted }) => planted === undefined)
    .map((scenario) => late(runScenario(scenario).trace.records));

  const broken = (isRealTime: boolean): ReadonlySet<string> =>
    new Set(
      traces.flatMap((records) =>
        violationsOf(checkInvariants(records, { isRealTime })).map(({ invariant }) => invariant),
      ),
    );

  expect([...broken(false)]).toEqual(expect.arrayContaining(["P2"]));
  expect([...broken(true)]).toEqual([]);
});
