import { expect, test } from "vitest";
import { AdmissionPending } from "./admission-pending.ts";
import { AnswersAtHand } from "./answers-at-hand.ts";

test("of as many answers as a long list may need, all are at hand for who has waited for them, and gone afterwards", () => {
  const answers = new AnswersAtHand<number>();
  const questions = Array.from({ length: 20_000 }, (_none, index) => String(index));
  const pending = AdmissionPending.all(
    questions.map((question, index) =>
      answers.pending(question, (done) => {
        done(index);
        return () => undefined;
      }),
    ),
  );
  let seen: readonly (number | undefined)[] = [];

  pending.begin(() => {
    pending.within(() => {
      seen = questions.map((question) => answers.get(question));
    });
  });

  expect(seen).toEqual(questions.map(Number));
  expect(answers.get("0")).toBeUndefined();
});
