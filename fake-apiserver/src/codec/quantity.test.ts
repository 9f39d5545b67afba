import { expect, test } from "vitest";
import { canonicalQuantity, compareQuantities, roundedToMilli } from "./quantity.ts";

test.each([
  ["1024Mi", "1Gi"],
  [1.5, "1500m"],
  [0.1, "100m"],
  ["134217728", "134217728"],
  ["1e3", "1e3"],
  ["0", "0"],
  ["0.5Gi", "512Mi"],
  ["1000m", "1"],
  ["1000k", "1M"],
  ["-2", "-2"],
  ["100m", "100m"],
  ["64Mi", "64Mi"],
  ["0.0000000001", "1n"],
  [".5", "500m"],
])("writes %j as %s", (value, canonical) => {
  expect(canonicalQuantity(value)).toBe(canonical);
});

test.each([
  ["100u", "1m"],
  ["1500u", "2m"],
  ["-1500u", "-2m"],
  ["1e-4", "1e-3"],
  ["12345678n", "13m"],
  ["1m", "1m"],
  ["0.1", "0.1"],
  ["1Gi", "1Gi"],
  ["lots", "lots"],
])("rounds %s to %s where thousandths are the least", (value, rounded) => {
  expect(roundedToMilli(value)).toBe(rounded);
});

test.each(["lots", "", "1.2.3", "1Mib", " 1", true, null])("takes %j for no quantity", (value) => {
  expect(canonicalQuantity(value)).toBeUndefined();
});

test("compares across suffixes", () => {
  expect(compareQuantities("1Gi", "1000Mi")).toBeGreaterThan(0);
  expect(compareQuantities("1", "1000m")).toBe(0);
  expect(compareQuantities("100m", "1")).toBeLessThan(0);
});
