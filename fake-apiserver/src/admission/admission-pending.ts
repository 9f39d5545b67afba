import { type Cancel, failureStatus, StatusError } from "@informerlab/core";
import { Interruption } from "../codec/interruption.ts";

/** Begins what has to be waited for and calls `done` once, when it is over. */
export type BeginWaiting = (done: () => void) => Cancel;

/** Puts at hand what was answered; the returned function takes it away again. */
export type PlaceAnswers = () => Cancel;

const nothingToPlace: PlaceAnswers = () => () => undefined;

/**
 * Thrown where admission needs an answer from the network. The request waits for it on its lane and is then looked at from
 * the beginning, with the answer at hand: so everything that serves a request is a plain function that never waits, and what
 * changed meanwhile is seen.
 */
export class AdmissionPending extends Interruption {
  override readonly name = "AdmissionPending";
  readonly begin: BeginWaiting;
  readonly #place: PlaceAnswers;

  /** @param text what is to be said to who cannot wait */
  constructor(
    begin: BeginWaiting,
    text = "an answer of a webhook is waited for",
    place: PlaceAnswers = nothingToPlace,
  ) {
    super(text);
    this.begin = begin;
    this.#place = place;
  }

  /** Looks once more where the answer is at hand, for who has waited and for nobody else. */
  within<T>(step: () => T): T {
    const takeAway = this.#place();
    try {
      return step();
    } finally {
      takeAway();
    }
  }

  /** All of them at once, however many: a list may need one for each of its objects. */
  static all(pending: readonly AdmissionPending[]): AdmissionPending {
    return new AdmissionPending(
      (done) => {
        let open = pending.length;
        const cancels = pending.map(({ begin }) =>
          begin(() => {
            open -= 1;
            if (open === 0) done();
          }),
        );
        return () => {
          for (const cancel of cancels) cancel();
        };
      },
      pending[0]?.message,
      () => {
        const placed = pending.map((one) => one.#place());
        return () => {
          for (const takeAway of placed.reverse()) takeAway();
        };
      },
    );
  }
}

/** Does what may not wait. @throws StatusError 500 where it would have to */
export function atOnce<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof AdmissionPending)) throw error;
    throw new StatusError(failureStatus({ code: 500, message: error.message }));
  }
}
