import type { Timeline } from "../../model/timeline/timeline.ts";
import type { View } from "../marks/scene.ts";
import { sceneOf } from "../stage/stage.ts";
import { type Transition, transitionOf } from "./motion.ts";

/** How the drawing at one position becomes that at a later one, both in the same arrangement of the lanes. */
export function stepBetween(
  timeline: Timeline,
  from: number,
  to: number,
  view: View,
  hero?: string,
): Transition {
  const lens = view.lens ?? { from: to, to, share: 1 };
  const arranged = { ...view, lens };
  const before = sceneOf(timeline, from, arranged);
  return transitionOf(before, sceneOf(timeline, to, arranged), timeline.log, hero);
}
