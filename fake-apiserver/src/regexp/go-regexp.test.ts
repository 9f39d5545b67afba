import { expect, test } from "vitest";
import { compileGoRegExp, type GoRegExp } from "./go-regexp.ts";
import { Matcher } from "./match.ts";
import { compileProgram } from "./program.ts";
import type { Pattern } from "./syntax-tree.ts";

function pattern(text: string): GoRegExp {
  const compiled = compileGoRegExp(text);
  if ("problem" in compiled) throw new Error(compiled.problem);
  return compiled;
}

test.each([
  ["a|ab", "xab", "a"],
  ["a*?b", "aab", "aab"],
  ["(?i)HeL+o", "say hello", "hello"],
  ["\\bfoo\\b", "a foo b", "foo"],
  ["[^\\W_]+", "_a1_", "a1"],
  ["\\p{Greek}+", "abγδ", "γδ"],
  ["[[:upper:]][a-c-]{2,}", "xAb-c", "Ab-c"],
  ["\\Qa.b\\E+", "a.bb", "a.bb"],
  ["(?s:.)", "\n", "\n"],
  ["(?m)^b$", "a\nb", "b"],
  ["x{,3}", "x{,3}", "x{,3}"],
  ["[\\x{1F600}-\\x{1F64F}]", "a😀", "😀"],
])("%s finds in %j what Go's regexp finds", (text, input, found) => {
  expect(pattern(text).find(input)).toBe(found);
});

test("all matches are found, empty ones not right after another", () => {
  expect(pattern("a*").findAll("baac")).toEqual(["", "aa", ""]);
  expect(pattern("\\d").findAll("1a2b3", 2)).toEqual(["1", "2"]);
});

test.each([
  ["[a", "missing closing ]: `[a`"],
  ["(a", "missing closing ): `(a`"],
  ["a)", "unexpected ): `a)`"],
  ["a**", "invalid nested repetition operator: `**`"],
  ["*a", "missing argument to repetition operator: `*`"],
  ["\\8", "invalid escape sequence: `\\8`"],
  ["a{1001}", "invalid repeat count: `{1001}`"],
  ["(a{100}){100}", "invalid repeat count: `{100}`"],
  ["[b-a]", "invalid character class range: `b-a`"],
  ["(?=a)", "invalid or unsupported Perl syntax: `(?=`"],
  ["\\", "trailing backslash at end of expression: ``"],
  ["(?P<n", "invalid named capture: `(?P<n`"],
  ["\\p{Nobody}", "invalid character class range: `\\p{Nobody}`"],
])("%s is refused in Go's words", (text, problem) => {
  expect(compileGoRegExp(text)).toEqual({ problem: `error parsing regexp: ${problem}` });
});

/** How many letters a pattern looks at that would take a backtracking matcher for ever: `^(a+)+$`. */
function lettersLookedAt(length: number): number {
  let count = 0;
  const letter: Pattern = {
    kind: "character",
    test: (code) => {
      count++;
      return code === 0x61;
    },
  };
  const some = (part: Pattern): Pattern => ({
    kind: "repeat",
    part,
    least: 1,
    most: undefined,
    isLazy: false,
  });
  const parts: Pattern[] = [
    { kind: "assertion", assertion: "text-start" },
    some(some(letter)),
    { kind: "assertion", assertion: "text-end" },
  ];
  const matcher = new Matcher(compileProgram({ kind: "sequence", parts }, ""));
  expect(matcher.find(`${"a".repeat(length)}!`, 0)).toBeUndefined();
  return count;
}

test("a text four times as long takes four times the work, whatever the pattern", () => {
  expect(lettersLookedAt(4000) / lettersLookedAt(1000)).toBeCloseTo(4, 1);
});
