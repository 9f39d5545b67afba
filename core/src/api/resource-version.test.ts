import fc from "fast-check";
import { expect, test } from "vitest";
import { compareResourceVersions } from "./resource-version.ts";

test("compares as numbers of any length", () => {
  const version = fc.bigInt({ min: 1n, max: 2n ** 80n });
  fc.assert(
    fc.property(version, version, (a, b) => {
      const order = compareResourceVersions(String(a), String(b));
      expect(Math.sign(order)).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
});

test("tells neighbours above 2^53 apart", () => {
  expect(compareResourceVersions("9007199254740993", "9007199254740992")).toBeGreaterThan(0);
});

test("refuses what is no positive decimal number, and names it", () => {
  for (const bad of ["", "0", "abc", "01", "-1", "1.5", " 1"]) {
    expect(() => compareResourceVersions("1", bad)).toThrow(
      `${JSON.stringify(bad)} is no comparable resourceVersion`,
    );
  }
});
