import type { Ask, Beat } from "./story.ts";
import type { Timeline } from "./timeline.ts";

/** A question of a story, and what a reader has said to it. */
export interface Prediction {
  readonly beat: Beat;
  readonly ask: Ask;
  readonly given: string | undefined;
}

/** What a reader has said so far, by the beat's id. */
export type Answers = Readonly<Record<string, string>>;

/** What is asked at a position: of the beat that comes next, and, just after it, of the beat that is shown. */
export function predictionsAt(
  timeline: Timeline,
  position: number,
  answers: Answers,
): { readonly pending: Prediction | undefined; readonly told: Prediction | undefined } {
  const beats = timeline.story?.beats ?? [];
  let shown: Beat | undefined;
  let next: Beat | undefined;
  for (const beat of beats) {
    const at = timeline.log.positionOf(beat.seq);
    if (at === undefined) continue;
    if (at <= position) shown = beat;
    else {
      next = beat;
      break;
    }
  }
  const of = (beat: Beat | undefined): Prediction | undefined =>
    beat?.ask === undefined ? undefined : { beat, ask: beat.ask, given: answers[beat.id] };
  const told = of(shown);
  return { pending: of(next), told: told?.given === undefined ? undefined : told };
}

/** An answer as its choice says it; of several, in their order. */
export function answerLabel(ask: Ask, answer: string, language: "en" | "zh-CN"): string {
  const parts = ask.kind === "order" ? answer.split(",") : [answer];
  return parts
    .map((part) => ask.choices?.find(({ value }) => value === part)?.label[language] ?? part)
    .join(" → ");
}
