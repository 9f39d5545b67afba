import { expect, test } from "vitest";
import { minimise } from "./minimise.ts";

const whole = Array.from({ length: 13 }, (_, index) => index);

function needs(...needed: readonly number[]): (rest: readonly number[]) => Promise<boolean> {
  return (rest) => Promise.resolve(needed.every((one) => rest.includes(one)));
}

test.each([[[4]], [[0, 12]], [[2, 3, 9]], [whole]])(
  "what is left is what it takes: %j",
  async (needed) => {
    const { smallest, isMinimal } = await minimise(whole, needs(...needed), 1_000);

    expect([smallest, isMinimal]).toEqual([needed, true]);
  },
);

test("one of thirteen is found in few questions", async () => {
  const { asked } = await minimise(whole, needs(6), 1_000);

  expect(asked).toBeLessThanOrEqual(10);
});

test("when the questions are used up, what was found so far still fails", async () => {
  const fails = needs(2, 9);
  const { smallest, asked, isMinimal } = await minimise(whole, fails, 4);

  expect([asked, isMinimal, await fails(smallest)]).toEqual([4, false, true]);
});
