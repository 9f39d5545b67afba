import {
  anyOf,
  between,
  ignoringCase,
  noneOf,
  perlClass,
  posixClass,
  unicodeClass,
} from "./characters.ts";
import { type CharacterTest, type Pattern, PatternError } from "./syntax-tree.ts";

interface Flags {
  readonly ignoresCase: boolean;
  readonly isMultiline: boolean;
  readonly dotIsAll: boolean;
  readonly isLazy: boolean;
}

const noFlags: Flags = {
  ignoresCase: false,
  isMultiline: false,
  dotIsAll: false,
  isLazy: false,
};
const repeatMax = 1000;
const depthMax = 1000;

/**
 * Reads a pattern of Go's regexp package.
 *
 * @throws PatternError
 * @see Go regexp/syntax
 */
export function parsePattern(source: string): Pattern {
  return new PatternParser(source).parse();
}

class PatternParser {
  readonly #source: string;
  #at = 0;
  #flags = noFlags;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): Pattern {
    const pattern = this.#choice();
    if (this.#at < this.#source.length) throw new PatternError("unexpected )", this.#source);
    return pattern;
  }

  #looksAt(text: string): boolean {
    return this.#source.startsWith(text, this.#at);
  }

  #takeIf(text: string): boolean {
    const isThere = this.#looksAt(text);
    if (isThere) this.#at += text.length;
    return isThere;
  }

  #letter(): string {
    const code = this.#source.codePointAt(this.#at) ?? 0;
    const letter = String.fromCodePoint(code);
    this.#at += letter.length;
    return letter;
  }

  #choice(): Pattern {
    const parts = [this.#sequence()];
    while (this.#takeIf("|")) parts.push(this.#sequence());
    return parts.length === 1 ? (parts[0] as Pattern) : { kind: "choice", parts };
  }

  #sequence(): Pattern {
    const parts: Pattern[] = [];
    while (this.#at < this.#source.length && !this.#looksAt("|") && !this.#looksAt(")")) {
      if (this.#takeIf("\\Q")) {
        const end = this.#source.indexOf("\\E", this.#at);
        const quoted = this.#source.slice(this.#at, end < 0 ? undefined : end);
        this.#at += quoted.length + (end < 0 ? 0 : 2);
        const letters = [...quoted].map((letter) => this.#literal(letter));
        const last = letters.pop();
        parts.push(...letters);
        this.#pushRepeated(parts, last);
      } else this.#pushRepeated(parts, this.#atom());
    }
    return parts.length === 1 ? (parts[0] as Pattern) : { kind: "sequence", parts };
  }

  /** After what is nothing, such as `(?i)` and `\Q\E`, a repetition is one of what stands before that. */
  #pushRepeated(parts: Pattern[], atom: Pattern | undefined): void {
    const repeatable = atom ?? parts.pop();
    if (repeatable !== undefined) parts.push(this.#repeated(repeatable));
  }

  #repeated(atom: Pattern): Pattern {
    let part = atom;
    let before: string | undefined;
    for (;;) {
      const start = this.#at;
      const count = this.#count();
      if (count === undefined) return part;
      const isLazy = this.#takeIf("?") !== this.#flags.isLazy;
      const operator = this.#source.slice(start, this.#at);
      if (before !== undefined)
        throw new PatternError("invalid nested repetition operator", before + operator);
      before = operator;
      part = { kind: "repeat", part, ...count, isLazy };
      if (repeatsOf(part) > repeatMax) throw new PatternError("invalid repeat count", operator);
    }
  }

  #count(): { readonly least: number; readonly most: number | undefined } | undefined {
    if (this.#takeIf("*")) return { least: 0, most: undefined };
    if (this.#takeIf("+")) return { least: 1, most: undefined };
    if (this.#takeIf("?")) return { least: 0, most: 1 };
    const braces = /\{(\d+)(?:(,)(\d*))?\}/y;
    braces.lastIndex = this.#at;
    const match = braces.exec(this.#source);
    if (match === null) return undefined;
    const [text, low = "", comma = "", high = ""] = match;
    // A number with a zero in front is no count but text.
    if (/^0\d/.test(low) || /^0\d/.test(high)) return undefined;
    const least = Number(low);
    const most = comma === "" ? least : high === "" ? undefined : Number(high);
    if (least > repeatMax || (most !== undefined && (most > repeatMax || least > most)))
      throw new PatternError("invalid repeat count", text);
    this.#at += text.length;
    return { least, most };
  }

  #atom(): Pattern | undefined {
    const start = this.#at;
    const repeat = this.#count();
    if (repeat !== undefined) {
      this.#takeIf("?");
      const operator = this.#source.slice(start, this.#at);
      throw new PatternError("missing argument to repetition operator", operator);
    }
    switch (this.#source[this.#at]) {
      case "(":
        return this.#group();
      case "[":
        return this.#class();
      case "\\":
        return this.#escape();
      case ".":
        this.#at++;
        return {
          kind: "character",
          test: this.#flags.dotIsAll ? () => true : noneOf(between(10, 10)),
        };
      case "^":
        this.#at++;
        return this.#assertion(this.#flags.isMultiline ? "line-start" : "text-start");
      case "$":
        this.#at++;
        return this.#assertion(this.#flags.isMultiline ? "line-end" : "text-end");
      default:
        return this.#literal(this.#letter());
    }
  }

  #assertion(assertion: Extract<Pattern, { kind: "assertion" }>["assertion"]): Pattern {
    return { kind: "assertion", assertion };
  }

  #literal(letter: string): Pattern {
    const code = letter.codePointAt(0) ?? 0;
    return this.#character(between(code, code));
  }

  #character(test: CharacterTest): Pattern {
    return { kind: "character", test: this.#flags.ignoresCase ? ignoringCase(test) : test };
  }

  /** A group; undefined for one that only sets flags. */
  #group(): Pattern | undefined {
    const flags = this.#flags;
    this.#at++;
    if (this.#looksAt("?") && !this.#named() && !this.#setFlags()) return undefined;
    if (++this.#depth > depthMax)
      throw new PatternError("expression nests too deeply", this.#source);
    const inner = this.#choice();
    this.#depth--;
    if (!this.#takeIf(")")) throw new PatternError("missing closing )", this.#source);
    this.#flags = flags;
    return inner;
  }

  #named(): boolean {
    const opening = /\?P?<(?=.)/sy;
    opening.lastIndex = this.#at;
    const match = opening.exec(this.#source);
    if (match === null) return false;
    const end = this.#source.indexOf(">", this.#at);
    if (end < 0) throw new PatternError("invalid named capture", this.#source.slice(this.#at - 1));
    const whole = this.#source.slice(this.#at - 1, end + 1);
    const name = this.#source.slice(this.#at + match[0].length, end);
    if (!/^\w+$/.test(name)) throw new PatternError("invalid named capture", whole);
    this.#at = end + 1;
    return true;
  }

  /** Reads `?i-s:` or `?i)`; false for the second form. */
  #setFlags(): boolean {
    const start = this.#at - 1;
    const form = /\?([imsU]*)(?:-([imsU]+))?([:)])/y;
    form.lastIndex = this.#at;
    const match = form.exec(this.#source);
    if (match === null) throw this.#badFlags(start);
    const [whole, on = "", off = "", end] = match;
    const is = (letter: string, before: boolean): boolean =>
      !off.includes(letter) && (before || on.includes(letter));
    this.#flags = {
      ignoresCase: is("i", this.#flags.ignoresCase),
      isMultiline: is("m", this.#flags.isMultiline),
      dotIsAll: is("s", this.#flags.dotIsAll),
      isLazy: is("U", this.#flags.isLazy),
    };
    this.#at += whole.length;
    return end === ":";
  }

  /** Go names the text up to the letter that is no flag. */
  #badFlags(start: number): PatternError {
    const good = /\?[imsU]*(?:-[imsU]*)?.?/suy;
    good.lastIndex = this.#at;
    const end = this.#at + (good.exec(this.#source)?.[0].length ?? 0);
    return new PatternError("invalid or unsupported Perl syntax", this.#source.slice(start, end));
  }

  #escape(): Pattern {
    const assertions = { A: "text-start", z: "text-end", b: "word", B: "no-word" } as const;
    const letter = this.#source[this.#at + 1];
    for (const [name, assertion] of Object.entries(assertions)) {
      if (letter !== name) continue;
      this.#at += 2;
      return this.#assertion(assertion);
    }
    const set = this.#classEscape();
    if (set !== undefined) return this.#character(set);
    const code = this.#codeEscape();
    return this.#character(between(code, code));
  }

  /** `\d`, `\pL`, `\P{Greek}`; undefined for other escapes. */
  #classEscape(): CharacterTest | undefined {
    const letter = this.#source[this.#at + 1] ?? "";
    const perl = perlClass(letter);
    if (perl !== undefined) {
      this.#at += 2;
      return perl;
    }
    if (letter !== "p" && letter !== "P") return undefined;
    const form = /\\[pP](?:\{([^}]*)\}|([^{]))/uy;
    form.lastIndex = this.#at;
    const match = form.exec(this.#source);
    if (match === null) {
      const rest = this.#source.slice(this.#at);
      throw new PatternError("invalid character class range", rest);
    }
    this.#at += match[0].length;
    const test = unicodeClass(match[1] ?? match[2] ?? "", match[0]);
    return letter === "P" ? noneOf(test) : test;
  }

  #codeEscape(): number {
    const start = this.#at;
    this.#at++;
    if (this.#at >= this.#source.length)
      throw new PatternError("trailing backslash at end of expression", "");
    const octal = /(?:[1-7][0-7]{1,2}|0[0-7]{0,2})/y;
    octal.lastIndex = this.#at;
    const digits = octal.exec(this.#source)?.[0];
    if (digits !== undefined) {
      this.#at += digits.length;
      return Number.parseInt(digits, 8);
    }
    const letter = this.#letter();
    if (letter === "x") {
      const code = this.#hexCode();
      if (code !== undefined) return code;
    } else {
      const named = "a\u0007f\fn\nr\rt\tv\v";
      const place = named.indexOf(letter);
      if (place >= 0 && place % 2 === 0) return named.codePointAt(place + 1) ?? 0;
      // Go lets `\_` pass, as too many insist on it.
      if (letter < "\u0080" && !/[0-9A-Za-z]/.test(letter)) return letter.codePointAt(0) ?? 0;
    }
    throw new PatternError("invalid escape sequence", this.#source.slice(start, this.#at));
  }

  /** Two digits, or any number of them in braces; undefined, behind what Go has read by then, where it is neither. */
  #hexCode(): number | undefined {
    if (!this.#takeIf("{")) {
      const digits = this.#nextLetter() + this.#nextLetter();
      return /^[0-9a-fA-F]{2}$/.test(digits) ? Number.parseInt(digits, 16) : undefined;
    }
    let code: number | undefined;
    for (;;) {
      const letter = this.#nextLetter();
      if (letter === "}") return code;
      const digit = Number.parseInt(letter, 16);
      code = (code ?? 0) * 16 + digit;
      if (!(code <= 0x10_ffff)) return undefined;
    }
  }

  /** Empty at the end. */
  #nextLetter(): string {
    return this.#at < this.#source.length ? this.#letter() : "";
  }

  #class(): Pattern {
    const start = this.#at;
    this.#at++;
    const isNegated = this.#takeIf("^");
    const tests: CharacterTest[] = [];
    let isFirst = true;
    while (isFirst || !this.#looksAt("]")) {
      if (this.#at >= this.#source.length)
        throw new PatternError("missing closing ]", this.#source.slice(start));
      tests.push(this.#classPart(start));
      isFirst = false;
    }
    this.#at++;
    const test = this.#flags.ignoresCase ? ignoringCase(anyOf(tests)) : anyOf(tests);
    return { kind: "character", test: isNegated ? noneOf(test) : test };
  }

  #classPart(start: number): CharacterTest {
    if (this.#looksAt("[:")) {
      const end = this.#source.indexOf(":]", this.#at + 2);
      if (end >= 0) {
        const text = this.#source.slice(this.#at, end + 2);
        const test = posixClass(text.slice(2, -2));
        if (test === undefined) throw new PatternError("invalid character class range", text);
        this.#at = end + 2;
        return test;
      }
    }
    const isEscape = this.#looksAt("\\");
    const set = isEscape ? this.#classEscape() : undefined;
    if (set !== undefined) return set;
    return this.#range(start);
  }

  #range(start: number): CharacterTest {
    const from = this.#at;
    const low = this.#classLetter(start);
    const following = this.#source[this.#at + 1];
    if (!this.#looksAt("-") || following === undefined || following === "]")
      return between(low, low);
    this.#at++;
    const high = this.#classLetter(start);
    if (high < low)
      throw new PatternError("invalid character class range", this.#source.slice(from, this.#at));
    return between(low, high);
  }

  #classLetter(start: number): number {
    if (this.#at >= this.#source.length)
      throw new PatternError("missing closing ]", this.#source.slice(start));
    return this.#looksAt("\\") ? this.#codeEscape() : (this.#letter().codePointAt(0) ?? 0);
  }
}

/** How often the innermost part of nested repeats may have to be written out. */
function repeatsOf(pattern: Pattern): number {
  switch (pattern.kind) {
    case "repeat": {
      const own = Math.max(pattern.most ?? pattern.least, 1);
      return own * repeatsOf(pattern.part);
    }
    case "sequence":
    case "choice":
      return Math.max(1, ...pattern.parts.map(repeatsOf));
    default:
      return 1;
  }
}
