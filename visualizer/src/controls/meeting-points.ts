import type { Comparison } from "../model/runs/compare.ts";
import type { Branch } from "./branch.ts";

/** Where two compared futures part and meet again, as positions of the one that steps. */
export interface MeetingPoints {
  readonly first: number | undefined;
  readonly converged: number | undefined;
}

/** Of the futures that are looked at: which ones, which of them steps, and how they differ. */
export interface SeenFutures {
  readonly active: Branch;
  readonly shown: readonly Branch[];
  readonly comparison: Comparison | undefined;
}

export function meetingPoints({ active, shown, comparison }: SeenFutures): MeetingPoints {
  const side = shown[1] === active ? "right" : "left";
  const { log } = active.timeline;
  const at = comparison?.convergedAt;
  // Times are the older branch's; both runs begin at the same moment of virtual time.
  return {
    first: comparison?.firstDifference?.[side],
    converged: at === undefined ? undefined : log.positionAtTime(at),
  };
}
