import type { PlayerState } from "../../controls/player.ts";
import { type Predictions, predictionsAt } from "../../model/claims/prediction.ts";
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
    const { asked } = this.#at(state, motion.from);
    return asked !== undefined && asked.beat.id !== this.#passed && crosses(motion);
  }

  /** The question at a position is done with, answered or not. */
  pass(state: ViewState, position: number): void {
    this.#passed = this.#at(state, position).asked?.beat.id;
  }

  /** Playing begins: what was passed over is asked again. */
  begin(): void {
    this.#passed = undefined;
  }

  /** The beat whose answer stands where the next question is to be asked. */
  answeredBefore(state: ViewState, position: number): string | undefined {
    const { asked, told } = this.#at(state, position);
    return asked && told?.beat.id;
  }

  #at(state: ViewState, position: number): Partial<Predictions> {
    const timeline = state.branches?.active.timeline;
    return timeline === undefined || !state.hasControls
      ? {}
      : predictionsAt(timeline, position, state);
  }
}
