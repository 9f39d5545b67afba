import { expect, test } from "vitest";
import { warningHeaders } from "./warning-headers.ts";

test("texts that fit are whole, and each is said once", () => {
  expect(warningHeaders(['unknown field "a"', 'unknown field "a"', "b\nc"])).toEqual([
    '299 - "unknown field \\"a\\""',
    '299 - "bc"',
  ]);
});

test("a text above U+00FF goes as its bytes", () => {
  expect(warningHeaders(["中"])).toEqual([`299 - "${Buffer.from("中").toString("latin1")}"`]);
});

test("beyond 4,096 characters each is cut to 256, until so many are written", () => {
  const long = warningHeaders(Array.from({ length: 20 }, (_, at) => `${at}`.padEnd(1_000, "x")));
  expect(long).toHaveLength(16);
  expect(long.every((text) => text.length === 256 + '299 - ""'.length)).toBe(true);

  expect(
    warningHeaders(Array.from({ length: 100 }, (_, at) => `${at}`.padEnd(80, "x"))),
  ).toHaveLength(52);
});
