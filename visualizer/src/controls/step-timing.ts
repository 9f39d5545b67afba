import { choreographyOf, stepMs } from "../layout/motion/choreography.ts";
import type { StepSize, Timeline } from "../model/timeline/timeline.ts";
import type { TimelineScale } from "./timeline-scale.ts";

/** How long a step moves, and how long the picture then rests while playing, milliseconds. */
export interface StepTiming {
  readonly motionMs: number;
  readonly restMs: number;
}

const backMs = 700;
const rest = { least: 350, most: 2400 } as const;
// A little more motion than rest.
const slowness = 1.4;

/**
 * A step is played along its road: a story point in 1.5 to 4 s, a single hop or line in less. Backwards is quick: the reader has
 * seen it. Then the picture rests as long as its sentence takes to read, not longer. Played by itself, a story point with much
 * to read moves more slowly, so that the picture is never still for longer than it moved. Played by time, silence is silent,
 * though never longer than three seconds.
 */
export function stepTiming(
  timeline: Timeline,
  from: number,
  to: number,
  options: {
    readonly size: StepSize;
    readonly speed: number;
    readonly scale: TimelineScale;
    readonly isStill: boolean;
    /** How long it takes to read what is said at `from`, and at `to`, milliseconds. */
    readonly readingMs: number;
    readonly nextReadingMs: number;
    /** How long it takes to read the answer to a question that was just decided. */
    readonly answerMs?: number;
    readonly isPlaying: boolean;
  },
): StepTiming {
  const { speed, scale, isStill, readingMs, answerMs = 0 } = options;
  const motionMs = isStill ? 0 : motionOf(timeline, from, to, options) / speed;
  if (scale === "time") {
    const { log } = timeline;
    const gap = (log.recordAt(to)?.at ?? 0) - (log.recordAt(from)?.at ?? log.startAt);
    return { motionMs, restMs: Math.min(3000, Math.max(120, gap / speed)) };
  }
  const restMs = Math.min(rest.most, Math.max(rest.least, readingMs)) + answerMs;
  return { motionMs, restMs: restMs / speed };
}

function motionOf(
  timeline: Timeline,
  from: number,
  to: number,
  options: {
    readonly size: StepSize;
    readonly nextReadingMs: number;
    readonly isPlaying: boolean;
  },
): number {
  if (to < from) return Math.min(backMs, choreographyOf(timeline, to, from).lengthMs);
  const { lengthMs } = choreographyOf(timeline, from, to);
  if (options.size !== "beat") return Math.min(stepMs.most, lengthMs);
  const wanted = options.isPlaying
    ? Math.max(lengthMs, options.nextReadingMs * slowness)
    : lengthMs;
  return Math.min(stepMs.most, Math.max(stepMs.least, wanted));
}
