import type { Beat } from "./story.ts";
import type { Timeline } from "./timeline.ts";

/** The author's words that hold at a position: those of the last story point at or before it. */
export interface ToldBeat {
  readonly beat: Beat;
  /** Its place among the story points, from 0. */
  readonly index: number;
  /** The position where it is true. */
  readonly position: number;
}

/** The last story point at or before a position; undefined before the first, and without a story. */
export function beatAt(timeline: Timeline, position: number): ToldBeat | undefined {
  const { story, beats, log } = timeline;
  if (story === undefined) return undefined;
  const index = timeline.beatIndexAt(position);
  const place = beats[index];
  const seq = place === undefined ? undefined : log.recordAt(place)?.seq;
  const beat = story.beats.find((one) => one.seq === seq);
  return place === undefined || beat === undefined ? undefined : { beat, index, position: place };
}
