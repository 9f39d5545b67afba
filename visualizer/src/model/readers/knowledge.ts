import { guessedLane } from "../../trace/made-lanes.ts";
import type { TraceLog } from "../../trace/trace-log.ts";
import { type LaneId, laneIds, laneOf } from "../timeline/lanes.ts";

/** How a lane's content is known: seen by somebody, worked out from what was seen, or not at all. */
export type Knowledge = "seen" | "guessed" | "unseen";

/**
 * What a trace knows of each lane. A trace of ours shows everything, also the lanes in which nothing happens; only one that
 * was made from something else (kubectl's output, a server alone) leaves lanes unseen.
 */
export function knowledgeOf(log: TraceLog): Readonly<Record<LaneId, Knowledge>> {
  const seen = new Set<LaneId>();
  const guessed = new Set<LaneId>();
  for (const { lane, fact } of log.records) {
    (lane === guessedLane ? guessed : seen).add(laneOf(fact));
  }
  if (!log.hasServer) guessed.add("apiserver");
  const isWhole = log.records.every(({ lane }) => lane !== guessedLane);
  const of = (lane: LaneId): Knowledge => {
    if (seen.has(lane) && !(lane === "apiserver" && !log.hasServer)) return "seen";
    if (guessed.has(lane)) return "guessed";
    return isWhole ? "seen" : "unseen";
  };
  return Object.fromEntries(laneIds.map((lane) => [lane, of(lane)])) as Record<LaneId, Knowledge>;
}
