import { expect, test } from "vitest";
import { changeBetween } from "../src/editor/text-change.ts";

test.each([
  ["a letter in the middle", "ab", "axb", { from: 1, to: 1, insert: "x" }],
  ["one of equal letters", "aa", "aaa", { from: 2, to: 2, insert: "a" }],
  ["a word taken away", "a b c", "a c", { from: 2, to: 4, insert: "" }],
  ["all", "ab", "xy", { from: 0, to: 2, insert: "xy" }],
  ["nothing", "ab", "ab", undefined],
])("the change of %s is as small as it can be", (_what, before, after, change) => {
  expect(changeBetween(before, after)).toEqual(change);
});

test("a text with its change is the other text, for all short texts of two letters", () => {
  const texts = [""];
  for (let index = 0; index < 31; index += 1) texts.push(`${texts[index]}a`, `${texts[index]}b`);
  for (const before of texts) {
    for (const after of texts) {
      const { from, to, insert } = changeBetween(before, after) ?? { from: 0, to: 0, insert: "" };
      expect(before.slice(0, from) + insert + before.slice(to)).toBe(after);
    }
  }
});
