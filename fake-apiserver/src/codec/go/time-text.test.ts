import { expect, test } from "vitest";
import { canonicalMicroTime, canonicalTime } from "./time-text.ts";

test("writes times in UTC and whole seconds", () => {
  expect(canonicalTime("2024-01-01T01:30:00.999+01:00")).toEqual({ text: "2024-01-01T00:30:00Z" });
});

test("keeps the six digits of a MicroTime and asks for exactly six", () => {
  expect(canonicalMicroTime("2024-01-01T00:00:00.123456Z")).toEqual({
    text: "2024-01-01T00:00:00.123456Z",
  });
  expect(canonicalMicroTime("2024-01-01T00:00:00Z")).toEqual({
    problem:
      'parsing time "2024-01-01T00:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
  });
});

test.each([
  [
    "yesterday",
    'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"',
  ],
  [
    "2024-01-01",
    'parsing time "2024-01-01" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"',
  ],
  ["2024-13-01T00:00:00Z", 'parsing time "2024-13-01T00:00:00Z": month out of range'],
])("refuses %s in Go's words", (text, problem) => {
  expect(canonicalTime(text)).toEqual({ problem });
});
