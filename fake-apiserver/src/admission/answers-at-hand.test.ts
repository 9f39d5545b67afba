import { expect, test } from "vitest";
import { AdmissionPending } from "./admission-pending.ts";
import { AnswersAtHand } from "./answers-at-hand.ts";

test("who has waited for one answer has it at hand when another one of another kind has come, and nobody else has", () => {
  const names = new AnswersAtHand<string>();
  const rights = new AnswersAtHand<boolean>();
  const asked: string[] = [];
  const ask = <T>(answers: AnswersAtHand<T>, question: string, told: T): T => {
    const answer = answers.get(question);
    if (answer !== undefined) return answer;
    throw answers.pending(question, (done) => {
      asked.push(question);
      done(told);
      return () => undefined;
    });
  };
  const results: unknown[] = [];
  const attempt = (): void => {
    try {
      results.push([ask(names, "who?", "ann"), ask(rights, "may she?", true)]);
    } catch (error) {
      if (!(error instanceof AdmissionPending)) throw error;
      error.begin(() => error.within(attempt));
    }
  };

  attempt();

  expect(results).toEqual([["ann", true]]);
  expect(asked).toEqual(["who?", "may she?"]);
  expect([names.get("who?"), rights.get("may she?")]).toEqual([undefined, undefined]);
});
