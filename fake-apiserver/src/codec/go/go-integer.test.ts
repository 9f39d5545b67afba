import { expect, test } from "vitest";
import { readInt64 } from "./go-integer.ts";

test.each([
  ["0", 0n],
  ["-0007", -7n],
  ["+12", 12n],
  ["9223372036854775807", 9223372036854775807n],
  ["-9223372036854775808", -9223372036854775808n],
  ["9223372036854775808", "value out of range"],
  ["99999999999999999999", "value out of range"],
  ["", "invalid syntax"],
  ["+", "invalid syntax"],
  ["1_000", "invalid syntax"],
  ["1 ", "invalid syntax"],
])("%j is %s", (text, expected) => {
  expect(readInt64(text)).toBe(expected);
});
