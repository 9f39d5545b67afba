import { laneOf } from "../model/lanes.ts";
import type { Timeline } from "../model/timeline.ts";
import { type Transition, transitionOf } from "./motion.ts";
import type { View } from "./scene.ts";
import { sceneOf } from "./stage.ts";

/**
 * How the drawing at one position becomes that at a later one. Where only one lane is open, it is the later drawing's in
 * both: what comes from another lane comes from that lane's dot.
 */
export function stepBetween(timeline: Timeline, from: number, to: number, view: View): Transition {
  const fact = timeline.log.recordAt(to)?.fact;
  const openLane = view.openLane ?? (fact === undefined ? undefined : laneOf(fact));
  const before = sceneOf(timeline, from, { ...view, openLane });
  return transitionOf(before, sceneOf(timeline, to, view), timeline.log);
}
