import type { Cancel } from "@informerlab/core";
import { AdmissionPending } from "./admission-pending.ts";

/**
 * What the network has answered to requests that are looked at once more: each sees what it has waited for itself, and
 * nobody else does. So what may be kept for no time at all is still asked for once.
 */
export class AnswersAtHand<T> {
  #seen: ReadonlyMap<string, T> = new Map();

  get(question: string): T | undefined {
    return this.#seen.get(question);
  }

  /** To be thrown by who has to ask first. */
  pending(question: string, ask: (done: (answer: T) => void) => Cancel): AdmissionPending {
    let own = this.#seen;
    return new AdmissionPending(
      (done) =>
        ask((answer) => {
          own = new Map(own).set(question, answer);
          done();
        }),
      "an answer of an authorizer is waited for",
      (step) => {
        const before = this.#seen;
        this.#seen = new Map([...before, ...own]);
        try {
          step();
        } finally {
          this.#seen = before;
        }
      },
    );
  }
}
