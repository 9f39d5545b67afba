import type { TraceFact, TraceRecord } from "@informerlab/core/trace";

type Lane = TraceRecord<TraceFact>["lane"];

/** The lane of records that nobody saw: they were worked out from those that were seen. */
export const guessedLane: Lane = laneNamed("guessed");

/** A lane of a trace that no scheduler made. */
export function laneNamed(name: string): Lane {
  return name as unknown as Lane;
}
