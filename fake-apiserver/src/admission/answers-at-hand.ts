import type { Cancel } from "@informerlab/core";
import { AdmissionPending } from "./admission-pending.ts";

/**
 * What the network has answered to requests that are looked at once more: each sees what it has waited for itself, and
 * nobody else does. So what may be kept for no time at all is still asked for once.
 */
export class AnswersAtHand<T> {
  /** Puts at hand what the request that is looked at now has waited for, answers of other kinds too. */
  static #around: (step: () => void) => void = (step) => step();
  #seen: ReadonlyMap<string, T> = new Map();

  get(question: string): T | undefined {
    return this.#seen.get(question);
  }

  /** To be thrown by who has to ask first. */
  pending(question: string, ask: (done: (answer: T) => void) => Cancel): AdmissionPending {
    const around = AnswersAtHand.#around;
    let own: readonly [string, T][] = [];
    const within = (step: () => void): void =>
      around(() => {
        const [before, beforeAround] = [this.#seen, AnswersAtHand.#around];
        this.#seen = new Map([...before, ...own]);
        AnswersAtHand.#around = within;
        try {
          step();
        } finally {
          this.#seen = before;
          AnswersAtHand.#around = beforeAround;
        }
      });
    return new AdmissionPending(
      (done) =>
        ask((answer) => {
          own = [[question, answer]];
          done();
        }),
      "an answer of an authorizer is waited for",
      within,
    );
  }
}
