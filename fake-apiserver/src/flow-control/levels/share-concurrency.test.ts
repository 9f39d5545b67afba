import fc from "fast-check";
import { expect, test } from "vitest";
import { shareConcurrency } from "./share-concurrency.ts";

const claims = fc.array(
  fc.tuple(fc.nat(50), fc.nat(50), fc.nat(100)).map(([least, more, further]) => ({
    least,
    most: least + more,
    target: least + further,
  })),
  { minLength: 1, maxLength: 8 },
);

test("property: all is shared, within the bounds, by one fraction where no bound says otherwise", () => {
  fc.assert(
    fc.property(claims, fc.nat(100), (drawn, percent) => {
      const least = drawn.reduce((sum, claim) => sum + claim.least, 0);
      const most = drawn.reduce((sum, claim) => sum + claim.most, 0);
      const total = Math.round(least + ((most - least) * percent) / 100);
      const shares = shareConcurrency(total, drawn);
      expect(shares?.amounts.reduce((sum, amount) => sum + amount, 0)).toBeCloseTo(total, 4);
      for (const [index, { least: low, most: high, target }] of drawn.entries()) {
        const amount = shares?.amounts[index] ?? Number.NaN;
        expect(amount).toBeGreaterThanOrEqual(low - 1e-9);
        expect(amount).toBeLessThanOrEqual(high + 1e-9);
        const fair = (shares?.fraction ?? 0) * Math.max(target, 0.001);
        if (amount > low + 1e-6 && amount < high - 1e-6) expect(amount).toBeCloseTo(fair, 6);
      }
    }),
  );
});

test("a sum that the bounds do not allow is none", () => {
  expect(shareConcurrency(5, [{ least: 6, most: 9, target: 6 }])).toBeUndefined();
  expect(shareConcurrency(10, [{ least: 6, most: 9, target: 6 }])).toBeUndefined();
});
