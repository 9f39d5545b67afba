import { expect, test } from "vitest";
import { ageText, durationText } from "./age.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  [0, "0s"],
  [119 * second, "119s"],
  [2 * minute, "2m"],
  [5 * minute + 30 * second, "5m30s"],
  [10 * minute + 30 * second, "10m"],
  [179 * minute, "179m"],
  [3 * hour, "3h"],
  [3 * hour + 20 * minute, "3h20m"],
  [8 * hour + 20 * minute, "8h"],
  [47 * hour, "47h"],
  [2 * day, "2d"],
  [3 * day + 4 * hour, "3d4h"],
  [8 * day + 4 * hour, "8d"],
  [729 * day, "729d"],
  [6 * 365 * day + 328 * day, "6y328d"],
  [9 * 365 * day, "9y"],
  [-1.5 * second, "0s"],
  [-5 * second, "<invalid>"],
])("%d ms is %s", (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});

test("what has no time has no age", () => {
  expect(ageText(undefined, 0)).toBe("<unknown>");
  expect(ageText("2024-01-01T00:00:00Z", Date.parse("2024-01-01T00:05:00Z"))).toBe("5m");
});
