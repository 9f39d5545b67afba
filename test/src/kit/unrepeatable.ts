import { printJson } from "@informerlab/core";
import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import type { ChaosPlan } from "./plan/plan.ts";
import type { ChaosRun } from "./run/chaos-world.ts";
import { storyOf } from "./story/plan-story.ts";

/** A run with all that was reported in it. */
export interface Recorded {
  readonly run: ChaosRun;
  readonly records: readonly TraceRecord<TraceFact>[];
}

/** Whether two runs of one plan did the same, to the last step. */
export function isSame(one: Recorded, other: Recorded): boolean {
  const [left, right] = [one.records, other.records];
  return left.length === right.length && left.every((record, at) => isLike(record, right[at]));
}

function isLike(
  { at, lane, fact }: TraceRecord<TraceFact>,
  other: TraceRecord<TraceFact> | undefined,
): boolean {
  return at === other?.at && lane === other.lane && printJson(fact) === printJson(other.fact);
}

/** Two runs of one plan differ: nothing that is found can be trusted. */
export function unrepeatable(plan: ChaosPlan, one: Recorded, other?: Recorded): Error {
  const found = one.run.uses.map(({ what, where }) => `  ${what} at ${where}`);
  const hint =
    found.length === 0
      ? [
          "it keeps state between runs, outside of what start() makes, or depends on the order of something unordered; what stands for a cloud or a database is best an object of the cluster, written through program.client",
        ]
      : [
          "it uses",
          ...found,
          "take time and chance from program.now() and program.environment instead",
        ];
  return new Error(
    [
      `two runs of the same plan differ, so the controller is not deterministic: ${hint.join("\n")}`,
      ...(other === undefined ? [] : firstDifference(one, other)),
      "",
      printJson(plan),
    ].join("\n"),
  );
}

/** Where the stories of two runs part. */
function firstDifference(one: Recorded, other: Recorded): readonly string[] {
  const [left = [], right = []] = [one, other].map(({ run, records }) =>
    storyOf(
      records,
      {
        startAt: run.startAt,
        untilSeq: Number.POSITIVE_INFINITY,
        processes: run.plan.processes,
      },
      "en",
    ),
  );
  const at = left.findIndex((line, index) => line !== right[index]);
  const index = at < 0 ? left.length : at;
  const told = (line: string | undefined): string => line ?? "          nothing more";
  return [
    "",
    "they part here",
    ...left.slice(Math.max(0, index - 2), index).map((line) => `  both:   ${line}`),
    `  first:  ${told(left[index])}`,
    `  second: ${told(right[index])}`,
  ];
}
