import { seededRandom } from "@informerlab/core";
import { afterAll, expect, test } from "vitest";
import { drawGrowth, growingKinds } from "./draw-growth.ts";
import { knownGrowths } from "./known-growths.ts";
import { Measuring, ratioMax } from "./measure.ts";

const measuring = new Measuring();
afterAll(() => measuring[Symbol.dispose]());

test.each(knownGrowths)("the work grows with $what, not with their square", (growth) => {
  const { code, ratio } = measuring.measure(growth);

  expect(code).toBeGreaterThanOrEqual(200);
  expect(code).toBeLessThan(500);
  expect(ratio).toBeLessThan(ratioMax);
});

test("the work grows with what stands anywhere in an object of any kind, in whatever form it is sent", () => {
  const random = seededRandom(20_261);
  const kinds = growingKinds(measuring.cluster);

  const found = Array.from({ length: 60 }, (_, index) => {
    const growth = drawGrowth(random.fork(String(index)), kinds, 32);
    return { what: growth.what, ...measuring.measure(growth) };
  }).filter(({ ratio }) => ratio >= ratioMax);

  expect(found).toEqual([]);
});
