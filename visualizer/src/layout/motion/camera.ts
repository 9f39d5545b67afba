import type { Timeline } from "../../model/timeline/timeline.ts";
import type { Lens, View } from "../marks/scene.ts";
import { focusAlong, focusAt } from "../stage/focus.ts";
import { modeOf } from "../stage/stage-boxes.ts";
import { type Choreography, type Leg, legAt } from "./choreography.ts";
import { easeInOut } from "./motion.ts";

/** A moment of a motion: the part that is played, how far it has come, and how the lanes stand. */
export interface MotionFrame {
  readonly leg: Leg;
  /** 0 … 1 of the leg. */
  readonly phase: number;
  readonly lens: Lens;
}

/** How much of a motion's time the lanes take to make room: the object sets out when they nearly have. */
const lead = { ofOneLeg: 0.35, ofMany: 0.16, overlap: 0.04 } as const;
/** When they close behind the object: it has arrived. */
const closing = 0.85;

/**
 * What is seen at a phase of a motion. The lanes are arranged once, at its beginning, and stand still while the object
 * travels, so that the eye has only the object to follow. On a phone the one open lane goes with the object.
 */
export function frameAt(
  timeline: Timeline,
  choreography: Choreography,
  motion: { readonly from: number; readonly to: number; readonly phase: number },
  view: View,
): MotionFrame {
  const { from, to } = motion;
  const whole: Leg = { from, to, start: 0, end: 1 };
  if (modeOf(view.width) === "narrow") {
    const { leg, phase } = legAt(choreography, motion.phase) ?? { leg: whole, phase: 1 };
    return { leg, phase, lens: { from: leg.from, to: leg.to, share: phase } };
  }
  const { legs } = choreography;
  const via = focusAlong(timeline, legs, view);
  const isStanding =
    via === undefined &&
    JSON.stringify(focusAt(timeline, from, view)) === JSON.stringify(focusAt(timeline, to, view));
  const wait = isStanding ? 0 : legs.length > 1 ? lead.ofMany : lead.ofOneLeg;
  const arrival = via === undefined ? 1 : closing;
  const travelled = Math.max(0, Math.min(1 - 1e-4, (motion.phase - wait) / (arrival - wait)));
  const { leg, phase } = legAt(choreography, travelled) ?? { leg: whole, phase: 1 };
  const opened = easeInOut(Math.min(1, motion.phase / (wait + lead.overlap)));
  if (via === undefined) return { leg, phase, lens: { from, to, share: opened } };
  const closed = easeInOut(Math.max(0, (motion.phase - closing) / (1 - closing)));
  return { leg, phase, lens: { from, to, via, share: (opened + closed) / 2 } };
}
