import { motionMs } from "../layout/durations.ts";
import type { StepSize, Timeline } from "../model/timeline.ts";
import type { TimelineScale } from "./timeline-scale.ts";

/** How long a step moves, and how long the picture then rests while playing, milliseconds. */
export interface StepTiming {
  readonly motionMs: number;
  readonly restMs: number;
}

const factsMax = 64;

/**
 * A step moves as long as the slowest of its facts; a leap over very many moves at once. Played by events, steps follow
 * each other evenly; played by time, silence is silent, though never longer than three seconds.
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
  },
): StepTiming {
  const { size, speed, scale, isStill } = options;
  const { log } = timeline;
  const low = Math.min(from, to);
  const facts = log.records.slice(low, Math.min(Math.max(from, to), low + factsMax));
  const isLeap = Math.abs(to - from) > factsMax;
  const longest = Math.max(0, ...facts.map(({ fact }) => motionMs(fact)));
  const motion = isStill || isLeap ? 0 : longest / speed;
  if (scale === "time") {
    const gap = (log.recordAt(to)?.at ?? 0) - (log.recordAt(from)?.at ?? log.startAt);
    return { motionMs: motion, restMs: Math.min(3000, Math.max(120, gap / speed)) };
  }
  const period = (size === "beat" ? 4000 : 1000) / speed;
  return { motionMs: motion, restMs: Math.max(100, period - motion) };
}
