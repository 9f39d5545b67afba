import { expect, test } from "vitest";
import { httpTime, parseHttpTime } from "./http-time.ts";

const time = Date.UTC(1994, 10, 6, 8, 49, 37);

test("a time is written in one form and read in three", () => {
  expect(httpTime(time)).toBe("Sun, 06 Nov 1994 08:49:37 GMT");
  expect(parseHttpTime("Sun, 06 Nov 1994 08:49:37 GMT")).toBe(time);
  expect(parseHttpTime("Sunday, 06-Nov-94 08:49:37 GMT")).toBe(time);
  expect(parseHttpTime("Sun Nov  6 08:49:37 1994")).toBe(time);
});

test.each([
  "",
  "garbage",
  "1994-11-06T08:49:37Z",
  "Sun, 31 Feb 1994 08:49:37 GMT",
  "Sun, 06 Nov 1994 24:49:37 GMT",
  "Sun, 06 Nov 1994 08:49:37 CET",
])("%j is no time", (text) => {
  expect(parseHttpTime(text)).toBeUndefined();
});
