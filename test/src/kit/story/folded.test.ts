import { expect, test } from "vitest";
import { folded, foldedStretches } from "./folded.ts";

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

const stretched = (text: string): string =>
  foldedStretches(
    [...text].map((shape, at) => ({ text: shape, shape, time: `${at}s`, isEssential: true })),
    (count, time) => `${count} more until ${time}`,
  )
    .map((line) => line.text)
    .join(" ");

test("a long stretch of the same few lines in changing order is told by its beginning; a short one, or one of many kinds, is told whole", () => {
  expect(stretched(`x${"abba".repeat(10)}wyzwyz`)).toBe("x a b 38 more until 40s w y z w y z");
  expect(stretched("abbaab")).toBe("a b b a a b");
  expect(stretched("abcdefghijklmnopqrstuvwxyz")).toBe([..."abcdefghijklmnopqrstuvwxyz"].join(" "));
});
