import { expect, test } from "vitest";
import { withTerms } from "../src/lessons/prose-terms.ts";

test("the first mention of a word of the glossary leads to its meaning, later ones are left", () => {
  const text = withTerms("A tombstone comes.\n\nThe tombstone goes.", "en");

  expect(text).toMatch(
    /^A \[tombstone\]\(\/reference\/glossary\/#term-tombstone "A deletion inferred.*"\) comes\.\n\nThe tombstone goes\.$/,
  );
});

test("headings, code, tables, quotations and links are left as they are", () => {
  const text =
    "# tombstone\n`tombstone` [tombstone](#beat-x)\n| tombstone |\n> tombstone\n```\ntombstone\n```";

  expect(withTerms(text, "en")).toBe(text);
});

test("in Chinese the Chinese page is named", () => {
  expect(withTerms("队列里是一个墓碑。", "zh-CN")).toContain(
    "[墓碑](/zh-cn/reference/glossary/#term-tombstone ",
  );
});
