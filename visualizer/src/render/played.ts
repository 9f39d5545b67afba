import type { Mark } from "../layout/marks/mark.ts";
import type { View } from "../layout/marks/scene.ts";
import { frameAt } from "../layout/motion/camera.ts";
import { choreographyOf, stepMs } from "../layout/motion/choreography.ts";
import { frameMarks } from "../layout/motion/frame.ts";
import type { Transition } from "../layout/motion/motion.ts";
import { stepBetween } from "../layout/motion/transition.ts";
import type { Timeline } from "../model/timeline/timeline.ts";
import { atRest } from "./picture.ts";

/** A step as the page plays it at speed 1, drawing after drawing; the last one is at rest, with the way that was gone. */
export interface Played {
  readonly frames: readonly (readonly Mark[])[];
  /** Milliseconds between two drawings. */
  readonly frameMs: number;
  readonly width: number;
  /** That of the highest drawing. */
  readonly height: number;
}

/** The drawings of a step between two positions, one about every `everyMs` milliseconds. */
export function played(
  timeline: Timeline,
  from: number,
  to: number,
  { view, everyMs }: { readonly view: View; readonly everyMs: number },
): Played {
  const choreography = choreographyOf(timeline, from, to);
  const lengthMs = Math.min(stepMs.most, Math.max(stepMs.least, choreography.lengthMs));
  const count = Math.ceil(lengthMs / everyMs);
  const between = lastKept((start: number, end: number, seen: View) =>
    stepBetween(timeline, start, end, seen, choreography.hero),
  );
  const moving = Array.from({ length: count }, (_, index) => {
    const motion = { from, to, phase: index / count };
    const { leg, phase, lens } = frameAt(timeline, choreography, motion, view);
    const transition = between(leg.from, leg.to, { ...view, lens });
    const marks = frameMarks(transition.to, transition, { phase, isStill: false });
    return { marks, height: transition.to.height };
  });
  const end = atRest(timeline, to, view);
  const drawn = [...moving, end];
  return {
    frames: drawn.map(({ marks }) => marks),
    frameMs: lengthMs / count,
    width: end.width,
    height: Math.max(...drawn.map(({ height }) => height)),
  };
}

/** While the lanes stand still, all drawings of a leg are of the same two scenes. */
function lastKept<A extends readonly unknown[]>(
  make: (...from: A) => Transition,
): (...from: A) => Transition {
  let last: { readonly key: string; readonly made: Transition } | undefined;
  return (...from) => {
    const key = JSON.stringify(from);
    if (last?.key !== key) last = { key, made: make(...from) };
    return last.made;
  };
}
