import { expect, test } from "vitest";
import { parseDurationMs } from "./duration.ts";

test.each([
  ["65m", 3_900_000],
  ["1h30m", 5_400_000],
  ["2.5s", 2500],
  ["500ms", 500],
  ["250", 250],
])("%s is %d milliseconds", (text, expected) => {
  expect(parseDurationMs(text)).toBe(expected);
});

test.each(["", "5 s", "m5", "-1s", "5d"])("%j is refused with an example", (text) => {
  expect(() => parseDurationMs(text)).toThrow(/is no duration; write it as 65m/);
});
