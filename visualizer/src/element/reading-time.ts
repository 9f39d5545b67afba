import type { Timeline } from "../model/timeline.ts";
import { plainText } from "../text/message.ts";
import { narrationAt } from "./narration-at.ts";
import type { ViewState } from "./view-state.ts";

const wordMs = 190;
const characterMs = 95;
const pauseMs = 250;

/** How long a reader needs for what is said at a position, milliseconds: 315 words or 630 Chinese characters a minute. */
export function readingTime(timeline: Timeline, position: number, state: ViewState): number {
  if (!state.hasNarration) return 0;
  const { isOnBeat, beat, what } = narrationAt(timeline, position, state);
  const words = plainText(isOnBeat && beat !== undefined ? beat.text : what);
  const chinese = words.match(/[\u4e00-\u9fff]/g)?.length ?? 0;
  const others = words.replaceAll(/[\u4e00-\u9fff]/g, " ").match(/[\p{L}\p{N}]\S*/gu)?.length ?? 0;
  return pauseMs + chinese * characterMs + others * wordMs;
}
