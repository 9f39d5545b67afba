import { expect, test } from "vitest";
import { warningHeaders } from "./warning-headers.ts";

test("texts that fit are whole, and each is said once", () => {
  expect(warningHeaders(['unknown field "a"', 'unknown field "a"', "b c"])).toEqual([
    '299 - "unknown field \\"a\\""',
    '299 - "b c"',
  ]);
});

test("a text with a control character is not said, as by a real kube-apiserver 1.35.4", () => {
  expect(warningHeaders(["a\u0007b", "x\u007fy", "l1\nl2", "\u0085z", "\u200b", "  "])).toEqual([
    `299 - "${Buffer.from("\u200b").toString("latin1")}"`,
    '299 - "  "',
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
