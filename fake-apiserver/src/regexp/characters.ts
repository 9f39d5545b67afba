import { type CharacterTest, PatternError } from "./syntax-tree.ts";

/** A set of code points between two, both included. */
export function between(low: number, high: number): CharacterTest {
  return low === high ? (code) => code === low : (code) => code >= low && code <= high;
}

export function anyOf(tests: readonly CharacterTest[]): CharacterTest {
  return (code) => tests.some((test) => test(code));
}

export function noneOf(test: CharacterTest): CharacterTest {
  return (code) => !test(code);
}

const digit = between(0x30, 0x39);
const lower = between(0x61, 0x7a);
const upper = between(0x41, 0x5a);
const oneOf = (letters: string): CharacterTest => {
  const codes = new Set([...letters].map((letter) => letter.codePointAt(0) ?? 0));
  return (code) => codes.has(code);
};

/** `\w`: what words are made of. */
export const isWordCharacter: CharacterTest = anyOf([digit, lower, upper, between(0x5f, 0x5f)]);

const perlClasses: Readonly<Record<string, CharacterTest>> = {
  d: digit,
  w: isWordCharacter,
  s: oneOf("\t\n\f\r "),
};

/** `\d`, `\W` and so on; undefined for another letter. */
export function perlClass(letter: string): CharacterTest | undefined {
  const test = perlClasses[letter.toLowerCase()];
  if (test === undefined) return undefined;
  return letter === letter.toLowerCase() ? test : noneOf(test);
}

const posixClasses: Readonly<Record<string, CharacterTest>> = {
  alnum: anyOf([digit, lower, upper]),
  alpha: anyOf([lower, upper]),
  ascii: between(0, 0x7f),
  blank: oneOf("\t "),
  cntrl: anyOf([between(0, 0x1f), between(0x7f, 0x7f)]),
  digit,
  graph: between(0x21, 0x7e),
  lower,
  print: between(0x20, 0x7e),
  punct: anyOf([
    between(0x21, 0x2f),
    between(0x3a, 0x40),
    between(0x5b, 0x60),
    between(0x7b, 0x7e),
  ]),
  space: oneOf("\t\n\v\f\r "),
  upper,
  word: isWordCharacter,
  xdigit: anyOf([digit, between(0x41, 0x46), between(0x61, 0x66)]),
};

/** `[:alpha:]` by its inner text, which may begin with `^`. */
export function posixClass(name: string): CharacterTest | undefined {
  const isNegated = name.startsWith("^");
  const plain = isNegated ? name.slice(1) : name;
  const test = Object.hasOwn(posixClasses, plain) ? posixClasses[plain] : undefined;
  return test !== undefined && isNegated ? noneOf(test) : test;
}

const categories = /^(?:C[cfos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?)$/;

/** `\p{Greek}` by its name. The tables are those of the platform. @throws PatternError */
export function unicodeClass(name: string, source: string): CharacterTest {
  const isNegated = name.startsWith("^");
  const plain = isNegated ? name.slice(1) : name;
  if (plain === "Any") return isNegated ? () => false : () => true;
  const property = categories.test(plain) ? plain : `Script=${plain}`;
  let pattern: RegExp;
  try {
    pattern = new RegExp(`^\\p{${property}}$`, "u");
  } catch {
    throw new PatternError("invalid character class range", source);
  }
  const test: CharacterTest = (code) => pattern.test(String.fromCodePoint(code));
  return isNegated ? noneOf(test) : test;
}

/** The same whatever the case. */
export function ignoringCase(test: CharacterTest): CharacterTest {
  return (code) => test(code) || foldsOf(code).some(test);
}

/** The other cases of a letter, as Unicode's simple folding has them. */
function foldsOf(code: number): readonly number[] {
  const letter = String.fromCodePoint(code);
  const low = letter.toLowerCase();
  const high = letter.toUpperCase();
  const special = { k: "\u212a", s: "\u017f", å: "\u212b" }[low] ?? "";
  return [low, high, high.toLowerCase(), low.toUpperCase(), special]
    .filter((other) => [...other].length === 1)
    .map((other) => other.codePointAt(0) ?? 0);
}
