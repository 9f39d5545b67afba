import type { Frames, PlayerState } from "../../controls/player.ts";
import { type StepTiming, stepTiming } from "../../controls/step-timing.ts";
import { Opening } from "./opening.ts";
import { QuestionStop } from "./question-stop.ts";
import { answerTime, readingTime } from "./reading-time.ts";
import type { Store } from "./store.ts";
import type { ViewState } from "./view-state.ts";

/** What the picture does by itself: the opening, how long steps move and rest, and the questions at which playing waits. */
export class Acts {
  readonly opening: Opening;
  readonly questions: QuestionStop = new QuestionStop();
  readonly #store: Store<ViewState>;
  readonly #isStill: () => boolean;

  constructor(frames: Frames, store: Store<ViewState>, isStill: () => boolean) {
    this.opening = new Opening(frames, store, isStill);
    this.#store = store;
    this.#isStill = isStill;
  }

  /** How long a step moves and then rests, as the reader reads. */
  timing(from: number, to: number, { isPlaying }: PlayerState): StepTiming {
    const { state } = this.#store;
    const timeline = state.branches?.active.timeline;
    if (timeline === undefined) return { motionMs: 0, restMs: 0 };
    return stepTiming(timeline, from, to, {
      ...state,
      isStill: this.#isStill(),
      isPlaying,
      readingMs: readingTime(timeline, from, state),
      nextReadingMs: readingTime(timeline, to, state),
      answerMs: answerTime(timeline, from, state),
    });
  }

  /** One step from an answer leads to the next question, before it leads on. */
  turnsToQuestion(position: number): boolean {
    const putAway = this.questions.answeredBefore(this.#store.state, position);
    if (putAway === undefined) return false;
    this.#store.set({ putAway });
    return true;
  }
}
