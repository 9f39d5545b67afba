import type { PlayerState } from "../controls/player.ts";
import { type Prediction, predictionsAt } from "../model/prediction.ts";
import type { ViewState } from "./view-state.ts";

/** Holds playing at a question: the object waits at its lane's border until the reader has answered, or goes on without. */
export class QuestionStop {
  #passed: string | undefined;
  /** Whether playing must not come so far; `crosses`: the motion has come to where it would give the answer away. */
  mustWait(
    state: ViewState,
    motion: NonNullable<PlayerState["motion"]>,
    crosses: (motion: NonNullable<PlayerState["motion"]>) => boolean,
  ): boolean {
    const asked = this.#askedAt(state, motion.from);
    return asked !== undefined && asked.beat.id !== this.#passed && crosses(motion);
  }

  /** The question at a position is done with, answered or not. */
  pass(state: ViewState, position: number): void {
    this.#passed = this.#askedAt(state, position)?.beat.id;
  }

  /** Playing begins: what was passed over is asked again. */
  begin(): void {
    this.#passed = undefined;
  }

  /** The beat whose answer stands where the next question is to be asked. */
  answeredBefore(state: ViewState, position: number): string | undefined {
    const timeline = state.branches?.active.timeline;
    if (timeline === undefined || this.#askedAt(state, position) === undefined) return undefined;
    const id = predictionsAt(timeline, position, state.answers).told?.beat.id;
    return id === state.putAway ? undefined : id;
  }

  #askedAt(state: ViewState, position: number): Prediction | undefined {
    const timeline = state.branches?.active.timeline;
    if (timeline === undefined || !state.hasControls) return undefined;
    const { pending } = predictionsAt(timeline, position, state.answers);
    return pending?.given === undefined ? pending : undefined;
  }
}
