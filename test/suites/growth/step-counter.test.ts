import { createCluster } from "@informerlab/fake-apiserver";
import { expect, test } from "vitest";
import { StepCounter } from "./step-counter.ts";

test("what ran before a count is no part of it", async () => {
  using counter = new StepCounter();
  const nothing = (): number => counter.count(() => {});
  nothing();
  const afterNothing = nothing();
  await using _ = createCluster();

  expect(nothing()).toBe(afterNothing);
});

test("a loop that runs twice as often is counted about twice", () => {
  using counter = new StepCounter();
  const looped = (times: number): number =>
    counter.count(() => {
      for (let index = 0; index < times; index++) Math.abs(index);
    });
  const base = looped(0);

  expect(looped(2000) - base).toBe(2 * (looped(1000) - base));
});
