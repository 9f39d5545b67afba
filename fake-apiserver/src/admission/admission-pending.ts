import type { Cancel } from "@informerlab/core";

/** Begins what has to be waited for and calls `done` once, when it is over. */
export type BeginWaiting = (done: () => void) => Cancel;

/**
 * Thrown where admission needs an answer from the network. The request waits for it on its lane and is then looked at from
 * the beginning, with the answer at hand: so everything that serves a request is a plain function that never waits, and what
 * changed meanwhile is seen.
 */
export class AdmissionPending extends Error {
  override readonly name = "AdmissionPending";
  readonly begin: BeginWaiting;

  constructor(begin: BeginWaiting) {
    super("an answer of a webhook is waited for");
    this.begin = begin;
  }

  /** All of them at once. */
  static all(pending: readonly AdmissionPending[]): AdmissionPending {
    return new AdmissionPending((done) => {
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
    });
  }
}
