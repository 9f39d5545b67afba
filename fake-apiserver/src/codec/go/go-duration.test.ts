import { expect, test } from "vitest";
import { goDurationText, parseGoDuration } from "./go-duration.ts";

test.each([
  ["0", 0],
  ["-1s", -1_000],
  ["1.5s", 1_500],
  ["1h30m", 5_400_000],
  ["5ms", 5],
  [".5s", 500],
  ["1.s", 1_000],
  ["250us", 0.25],
])("%s is %d ms", (text, milliseconds) => {
  expect(parseGoDuration(text)).toEqual({ milliseconds });
});

test.each([
  ["abc", 'time: invalid duration "abc"'],
  ["", 'time: invalid duration ""'],
  [".s", 'time: invalid duration ".s"'],
  ["1", 'time: missing unit in duration "1"'],
  ["1h1", 'time: missing unit in duration "1h1"'],
  ["1x", 'time: unknown unit "x" in duration "1x"'],
  ["1constructor", 'time: unknown unit "constructor" in duration "1constructor"'],
  ["é\n", String.raw`time: invalid duration "\xc3\xa9\x0a"`],
  ["99999999999h", 'time: invalid duration "99999999999h"'],
])("%s is refused in Go's words", (text, problem) => {
  expect(parseGoDuration(text)).toEqual({ problem });
});

test.each([
  [0, "0s"],
  [0.0001, "100ns"],
  [0.25, "250µs"],
  [1.5, "1.5ms"],
  [31_000, "31s"],
  [-1_500, "-1.5s"],
  [90_000, "1m30s"],
  [3_600_000, "1h0m0s"],
])("%d ms are %s", (milliseconds, text) => {
  expect(goDurationText(milliseconds)).toBe(text);
});
