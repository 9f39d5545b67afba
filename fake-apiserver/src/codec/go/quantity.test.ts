import { expect, test } from "vitest";
import {
  canonicalQuantity,
  compareQuantities,
  printedQuantity,
  quantityProblem,
  roundedToMilli,
} from "./quantity.ts";

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

// As a kube-apiserver v1.35.4 stores them.
test.each([
  ["+1", "+1"],
  ["01", "01"],
  ["1E3", "1E3"],
  ["1.500", "1.500"],
  ["01.500", "01.500"],
  ["+1Ki", "+1Ki"],
  ["1.50", "1500m"],
  ["0.500", "500m"],
  ["1.000", "1"],
  ["1000", "1k"],
  ["+8Ki", "8Ki"],
  ["00", "0"],
  ["1.500Gi", "1536Mi"],
  ["12.345678901", "12.345678901"],
  ["12.3456789", "12345678900n"],
  ["Ki", "0"],
  ["-.m", "0"],
  ["+", "0"],
  ["8Ei", "9223372036854775807"],
  ["-389340830.5Ti", "-9223372036854775807"],
  ["9223372036854775808", "9223372036854775808"],
  ["1e40", "10e39"],
  ["1e400", "10e399"],
  ["123456789.123456789", "123456789.123456789"],
  ["lots", undefined],
])("prints %s as %s once it was read", (text, printed) => {
  expect(printedQuantity(text)).toBe(printed);
});

test.each([
  ["", "quantities must match the regular expression"],
  ["1_0", "quantities must match the regular expression"],
  ["1e 3", "quantities must match the regular expression"],
  ["1e", "unable to parse quantity's suffix"],
  ["1ee3", "unable to parse quantity's suffix"],
  ["1m3", "unable to parse quantity's suffix"],
])("says of %j: %s", (text, problem) => {
  expect(quantityProblem(text)).toContain(problem);
});

test("compares across suffixes", () => {
  expect(compareQuantities("1Gi", "1000Mi")).toBeGreaterThan(0);
  expect(compareQuantities("1", "1000m")).toBe(0);
  expect(compareQuantities("100m", "1")).toBeLessThan(0);
});
