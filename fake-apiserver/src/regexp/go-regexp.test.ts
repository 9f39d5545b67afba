import fc from "fast-check";
import { expect, test } from "vitest";
import { compileGoRegExp, type GoRegExp } from "./go-regexp.ts";
import { Matcher } from "./match.ts";
import { matchAll } from "./match-all.ts";
import { parsePattern } from "./parse-pattern.ts";
import { compileProgram, type Program } from "./program.ts";
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
  ["a{2}", "aaaaa", "aa"],
  ["a{2,}", "aaaaa", "aaaaa"],
  ["a{2,3}", "aaaaa", "aaa"],
  ["ba{0}", "baa", "b"],
  ["[\\x{1F600}-\\x{1F64F}]", "a😀", "😀"],
  ["[\\_\\-]+\\_", "a_-__", "_-__"],
  ["ab\\Q\\E+", "abb", "abb"],
  ["ab+(?i)?B", "abb", "abb"],
  ["(|a)+", "aa", ""],
  ["(|a)*", "aa", ""],
  ["(|a\\z){1,}", "a", ""],
  ["(a|)*", "aa", "aa"],
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
  ["\\x", "invalid escape sequence: `\\x`"],
  ["\\xg1", "invalid escape sequence: `\\xg1`"],
  ["\\x{a-f}", "invalid escape sequence: `\\x{a-`"],
  ["\\x{1100000}", "invalid escape sequence: `\\x{110000`"],
  ["a{1001}", "invalid repeat count: `{1001}`"],
  ["(a{100}){100}", "invalid repeat count: `{100}`"],
  ["[b-a]", "invalid character class range: `b-a`"],
  ["(?=a)", "invalid or unsupported Perl syntax: `(?=`"],
  ["\\", "trailing backslash at end of expression: ``"],
  ["(?P<n", "invalid named capture: `(?P<n`"],
  ["(?P<", "invalid or unsupported Perl syntax: `(?P`"],
  ["a(?i", "invalid or unsupported Perl syntax: `(?i`"],
  ["(?😀)", "invalid or unsupported Perl syntax: `(?😀`"],
  ["(?i)*", "missing argument to repetition operator: `*`"],
  ["\\p{Nobody}", "invalid character class range: `\\p{Nobody}`"],
])("%s is refused in Go's words", (text, problem) => {
  expect(compileGoRegExp(text)).toEqual({ problem: `error parsing regexp: ${problem}` });
});

/** Letters that are counted whenever one is looked at. */
class CountedLetters {
  looks = 0;

  one(isLetter: (letter: string) => boolean): Pattern {
    const test = (code: number): boolean => {
      this.looks++;
      return isLetter(String.fromCodePoint(code));
    };
    return { kind: "character", test };
  }
}

function repeated(part: Pattern, least: number): Pattern {
  return { kind: "repeat", part, least, most: undefined, isLazy: false };
}

/** How many letters a pattern looks at that would take a backtracking matcher for ever: `^(a+)+$`. */
function looksOfNestedRepeats(length: number): number {
  const letters = new CountedLetters();
  const letter = letters.one((text) => text === "a");
  const parts: Pattern[] = [
    { kind: "assertion", assertion: "text-start" },
    repeated(repeated(letter, 1), 1),
    { kind: "assertion", assertion: "text-end" },
  ];
  const matcher = new Matcher(compileProgram({ kind: "sequence", parts }, ""));
  expect(matcher.find(`${"a".repeat(length)}!`, 0)).toBeUndefined();
  return letters.looks;
}

/** How many letters are looked at to find all of `a.*b|a`, which for each `a` could read on to the end. */
function looksOfAllMatches(length: number): number {
  const letters = new CountedLetters();
  const a = letters.one((text) => text === "a");
  const b = letters.one((text) => text === "b");
  const any = repeated(
    letters.one(() => true),
    0,
  );
  const parts: Pattern[] = [{ kind: "sequence", parts: [a, any, b] }, a];
  const program = compileProgram({ kind: "choice", parts }, "");
  expect(matchAll(program, "a".repeat(length), Number.POSITIVE_INFINITY)).toHaveLength(length);
  return letters.looks;
}

test.each([looksOfNestedRepeats, looksOfAllMatches])(
  "a text four times as long takes four times the work, whatever the pattern: %o",
  (looks) => {
    expect(looks(4000) / looks(1000)).toBeCloseTo(4, 1);
  },
);

/** All matches, one looked for after the other: the definition, in quadratic time. */
function oneAfterAnother(program: Program, text: string): readonly string[] {
  const matcher = new Matcher(program);
  const found: string[] = [];
  let lastEnd = -1;
  for (let at = 0; at <= text.length; ) {
    const match = matcher.find(text, at);
    if (match === undefined) break;
    const { start, end } = match;
    if (end > start || start !== lastEnd) found.push(text.slice(start, end));
    lastEnd = end;
    at = end > at ? end : at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
  }
  return found;
}

const word = fc.stringMatching(/^[ab😀 \n]{0,12}$/u);
const atom = fc.constantFrom("a", "b", ".", "\\b", "\\B", "😀", "^", "$", "(?s:.)", "");
const { pattern: drawnPattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { depthSize: "small" },
    atom,
    fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => `${a}${b}`),
    fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => `(${a}|${b})`),
    fc
      .tuple(tie("pattern"), fc.constantFrom("*", "*?", "+", "+?", "?", "??", "{1,2}"))
      .map(([a, times]) => `(${a})${times}`),
  ),
}));

test("all matches are those that are found one after the other", () => {
  fc.assert(
    fc.property(drawnPattern, word, (text, input) => {
      const program = compileProgram(parsePattern(text), text);
      expect(matchAll(program, input, Number.POSITIVE_INFINITY)).toEqual(
        oneAfterAnother(program, input),
      );
    }),
    { seed: 7, numRuns: 2000 },
  );
});
