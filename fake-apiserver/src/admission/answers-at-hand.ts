import type { Cancel } from "@informerlab/core";
import { AdmissionPending } from "./admission-pending.ts";

/** All that one request has been answered, by who asked. */
type Answers = Map<object, Map<string, unknown>>;

/**
 * What the network has answered to requests that are looked at once more: each sees what it has waited for itself, and
 * nobody else does. So what may be kept for no time at all is still asked for once.
 */
export class AnswersAtHand<T> {
  /** Of the request that is looked at now, where it has waited before. */
  static #ofRequest: Answers | undefined;

  get(question: string): T | undefined {
    return AnswersAtHand.#ofRequest?.get(this)?.get(question) as T | undefined;
  }

  /** To be thrown by who has to ask first. */
  pending(
    question: string,
    ask: (done: (answer: T) => void) => Cancel,
    text = "an answer of an authorizer is waited for",
  ): AdmissionPending {
    const answers: Answers = AnswersAtHand.#ofRequest ?? new Map();
    const begin = (done: () => void): Cancel =>
      ask((answer) => {
        keep(answers, this, question, answer);
        done();
      });
    return new AdmissionPending(begin, text, () => AnswersAtHand.#place(answers));
  }

  /** Of several that were asked at once, each by itself, all are put together. */
  static #place(answers: Answers): Cancel {
    const before = AnswersAtHand.#ofRequest;
    if (before === undefined) AnswersAtHand.#ofRequest = answers;
    else if (before !== answers)
      for (const [who, own] of answers)
        for (const [question, answer] of own) keep(before, who, question, answer);
    return () => {
      AnswersAtHand.#ofRequest = before;
    };
  }
}

function keep(answers: Answers, who: object, question: string, answer: unknown): void {
  let own = answers.get(who);
  if (own === undefined) {
    own = new Map();
    answers.set(who, own);
  }
  own.set(question, answer);
}
