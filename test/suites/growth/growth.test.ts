import { expect, test } from "vitest";
import { growths } from "./inputs.ts";
import { Measuring } from "./measure.ts";

const measuring = new Measuring();

/** Four times as much is four times the work; sixteen times it would be, were each element looked at for each. */
const ratioMax = 10;
/** Milliseconds of CPU time below which a ratio says nothing. */
const noiseMs = 5;

test.each(growths)("the work grows with $what, not with their square", (growth) => {
  const { code, small, large } = measuring.measure(growth);

  expect(code).toBeGreaterThanOrEqual(200);
  expect(code).toBeLessThan(500);
  expect(large).toBeLessThanOrEqual(ratioMax * small + noiseMs);
});
