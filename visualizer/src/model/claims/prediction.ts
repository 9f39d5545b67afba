import { beatAt } from "../timeline/beat-at.ts";
import type { Ask, Beat } from "../timeline/story.ts";
import type { Timeline } from "../timeline/timeline.ts";

/** A question of a story, and what a reader has said to it. */
export interface Prediction {
  readonly beat: Beat;
  readonly ask: Ask;
  readonly given: string | undefined;
}

/** What a reader has said so far, by the beat's id. */
export type Answers = Readonly<Record<string, string>>;

/** What is open at a position: the question of the beat that comes next, and, just after its own beat, the answer to the one before. */
export interface Predictions {
  readonly asked: Prediction | undefined;
  readonly told: Prediction | undefined;
}

/** What a position asks and tells. `putAway` is the beat whose answer has been read. */
export function predictionsAt(
  timeline: Timeline,
  position: number,
  { answers, putAway }: { readonly answers: Answers; readonly putAway: string | undefined },
): Predictions {
  const shown = beatAt(timeline, position);
  const next = timeline.beats[(shown?.index ?? -1) + 1];
  const of = (beat: Beat | undefined, isAnswered: boolean): Prediction | undefined =>
    beat?.ask !== undefined && beat.id in answers === isAnswered
      ? { beat, ask: beat.ask, given: answers[beat.id] }
      : undefined;
  const told = of(shown?.beat, true);
  return {
    asked: of(next === undefined ? undefined : beatAt(timeline, next)?.beat, false),
    told: told?.beat.id === putAway ? undefined : told,
  };
}

/** An answer as its choice says it; of several, in their order. */
export function answerLabel(ask: Ask, answer: string, language: "en" | "zh-CN"): string {
  const parts = ask.kind === "order" ? answer.split(",") : [answer];
  return parts
    .map((part) => ask.choices?.find(({ value }) => value === part)?.label[language] ?? part)
    .join(" → ");
}
