import { expect, test } from "vitest";
import { rememberedAnswers } from "./remembered-answers.ts";

test("what reads the same is asked once", () => {
  const asked: { n: number }[] = [];
  const isOdd = rememberedAnswers((question: { n: number }) => {
    asked.push(question);
    return question.n % 2 === 1;
  });

  expect([1, 2, 1, 2].map((n) => isOdd({ n }))).toEqual([true, false, true, false]);
  expect(asked).toEqual([{ n: 1 }, { n: 2 }]);
});

test("a long search forgets its beginning", () => {
  let asked = 0;
  const answer = rememberedAnswers((text: string) => {
    asked += 1;
    return text.startsWith("a");
  });
  const long = "b".repeat(11_000_000);

  expect(answer("a")).toBe(true);
  expect(answer(`1${long}`)).toBe(false);
  expect(answer(`2${long}`)).toBe(false);
  expect(answer("a")).toBe(true);
  expect(asked).toBe(4);
});
