import { expect, test } from "vitest";
import { folded } from "./folded.ts";

const told = (text: string): readonly string[] =>
  folded(
    [...text].map((shape, at) => ({ text: shape, shape, time: `${at}s`, isEssential: true })),
    (times, time) => `${times} more until ${time}`,
  ).map((line) => line.text);

test.each([
  ["abc", "a b c"],
  ["aab", "a a b"],
  ["xaaaay", "x a 3 more until 4s y"],
  ["ababab", "a b 2 more until 5s"],
  ["xabcabcabcaby", "x a b c 2 more until 9s a b y"],
  ["", ""],
])("%s is told as %s", (lines, expected) => {
  expect(told(lines).join(" ")).toBe(expected);
});
