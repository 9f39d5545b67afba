import { predictionsAt } from "../../model/claims/prediction.ts";
import type { Timeline } from "../../model/timeline/timeline.ts";
import { plainText } from "../../text/segment.ts";
import { narrationAt } from "./narration-at.ts";
import type { ViewState } from "./view-state.ts";

const wordMs = 190;
const characterMs = 95;
const pauseMs = 250;

/** How long a reader needs for what is said at a position, milliseconds: 315 words or 630 Chinese characters a minute. */
export function readingTime(timeline: Timeline, position: number, state: ViewState): number {
  if (!state.hasNarration) return 0;
  const { isOnBeat, beat, what } = narrationAt(timeline, position, state);
  return pauseMs + timeFor(plainText(isOnBeat && beat !== undefined ? beat.text : what));
}

/** How long it takes to read why an answer is right or wrong; 0 where nothing was answered. */
export function answerTime(timeline: Timeline, position: number, state: ViewState): number {
  const { told } = predictionsAt(timeline, position, state);
  return told === undefined ? 0 : pauseMs + timeFor(told.ask.because[state.language]);
}

function timeFor(words: string): number {
  const chinese = words.match(/[\u4e00-\u9fff]/g)?.length ?? 0;
  const others = words.replaceAll(/[\u4e00-\u9fff]/g, " ").match(/[\p{L}\p{N}]\S*/gu)?.length ?? 0;
  return chinese * characterMs + others * wordMs;
}
