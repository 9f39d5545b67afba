import type { Int64 } from "@informerlab/core";
import { spendWork } from "../work-budget.ts";
import { isWhole, keptNumber } from "./kept-number.ts";
import { setMember } from "./plain-object.ts";

/** A text that is no JSON, in the words of Go's encoding/json. */
export class JsonSyntaxError extends Error {
  override readonly name = "JsonSyntaxError";
}

type Path = readonly (string | number)[];

/** The value of a member that an object has once more, at a path: both may be changed for it. */
export type OnRepeat = (path: Path, earlier: unknown, later: unknown) => unknown;

/** What a parser tells of members while it reads. */
interface Hearers {
  readonly onMember?: ((path: Path) => void) | undefined;
  readonly onRepeat?: OnRepeat | undefined;
}

/** A JSON text understood. */
export interface ParsedJson {
  readonly value: unknown;
  /** Paths of members that an object has more than once: `spec.size`. The last one counts, unless somebody says otherwise. */
  readonly duplicates: readonly string[];
  /**
   * Numbers that are not written as they would be printed (`1.0`, `1e3`, `9223372036854775808`), by their paths: types
   * of Go that read the text themselves mind it.
   */
  readonly literals: ReadonlyMap<string, string>;
}

/**
 * Parses JSON as Go does: the same texts for the same mistakes, and duplicate members are reported. `onRepeat` says what
 * they come to.
 *
 * @throws JsonSyntaxError
 * @throws NumberRangeError
 * @see Go encoding/json scanner.go
 */
export function parseJson(text: string, onRepeat?: OnRepeat): ParsedJson {
  return new Parser(text, firstByteOf, { onRepeat }).parse();
}

/** The same of bytes that need not be UTF-8, one a letter. */
export function parseJsonBytes(bytes: string): ParsedJson {
  return new Parser(bytes, (byte) => byte).parse();
}

/**
 * Where the members at some paths stand in a JSON text, in its order; a member that is there twice is there twice.
 *
 * @throws JsonSyntaxError
 */
export function membersInOrder(text: string, paths: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  const onMember = (path: Path): void => {
    const named = pathText(path);
    spendWork(named.length / 100);
    if (paths.has(named)) found.push(named);
  };
  new Parser(text, firstByteOf, { onMember }).parse();
  return found;
}

/** Deeper nesting than any real object has; Go stops at 10,000, which would overflow our stack. */
const depthMax = 1_000;

class Parser {
  readonly #text: string;
  readonly #duplicates: string[] = [];
  readonly #literals = new Map<string, string>();
  readonly #path: (string | number)[] = [];
  readonly #byteOf: (codePoint: number) => number;
  readonly #onMember: Hearers["onMember"];
  readonly #onRepeat: Hearers["onRepeat"];
  #at = 0;

  constructor(
    text: string,
    byteOf: (codePoint: number) => number,
    { onMember, onRepeat }: Hearers = {},
  ) {
    this.#text = text;
    this.#byteOf = byteOf;
    this.#onMember = onMember;
    this.#onRepeat = onRepeat;
  }

  parse(): ParsedJson {
    const value = this.#value("looking for beginning of value");
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#invalid("after top-level value");
    return { value, duplicates: this.#duplicates, literals: this.#literals };
  }

  #value(context: string): unknown {
    this.#skipSpace();
    switch (this.#text[this.#at]) {
      case "{":
        return this.#object();
      case "[":
        return this.#array();
      case '"':
        return this.#string();
      case "t":
        return this.#literal("true", true);
      case "f":
        return this.#literal("false", false);
      case "n":
        return this.#literal("null", null);
      default:
        return this.#number(context);
    }
  }

  #object(): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    this.#enter("{");
    this.#skipSpace();
    if (this.#text[this.#at] === "}") {
      this.#at += 1;
      return object;
    }
    for (;;) {
      this.#skipSpace();
      if (this.#text[this.#at] !== '"')
        throw this.#invalid("looking for beginning of object key string");
      const key = this.#string();
      this.#skipSpace();
      if (this.#text[this.#at] !== ":") throw this.#invalid("after object key");
      this.#at += 1;
      this.#path.push(key);
      this.#onMember?.(this.#path);
      const isRepeated = Object.hasOwn(object, key);
      if (isRepeated) this.#duplicates.push(pathText(this.#path));
      const value = this.#value("looking for beginning of value");
      const isHeard = isRepeated && this.#onRepeat !== undefined;
      setMember(object, key, isHeard ? this.#onRepeat?.(this.#path, object[key], value) : value);
      this.#path.pop();
      this.#skipSpace();
      const next = this.#text[this.#at];
      if (next !== "," && next !== "}") throw this.#invalid("after object key:value pair");
      this.#at += 1;
      if (next === "}") return object;
    }
  }

  #array(): unknown[] {
    const array: unknown[] = [];
    this.#enter("[");
    this.#skipSpace();
    if (this.#text[this.#at] === "]") {
      this.#at += 1;
      return array;
    }
    for (;;) {
      this.#path.push(array.length);
      array.push(this.#value("looking for beginning of value"));
      this.#path.pop();
      this.#skipSpace();
      const next = this.#text[this.#at];
      if (next !== "," && next !== "]") throw this.#invalid("after array element");
      this.#at += 1;
      if (next === "]") return array;
    }
  }

  #enter(opening: "{" | "["): void {
    this.#at += 1;
    if (this.#path.length > depthMax)
      throw new JsonSyntaxError(`invalid character '${opening}' exceeded max depth`);
  }

  #string(): string {
    const start = this.#at;
    this.#at += 1;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (Number.isNaN(code)) throw endOfInput();
      if (code === 0x22) break;
      if (code < 0x20) throw this.#invalid("in string literal");
      this.#at += 1;
      if (code === 0x5c) this.#escape();
    }
    this.#at += 1;
    return JSON.parse(this.#text.slice(start, this.#at)) as string;
  }

  #escape(): void {
    const code = this.#text[this.#at];
    if (code === undefined) throw endOfInput();
    if (!'"\\/bfnrtu'.includes(code)) throw this.#invalid("in string escape code");
    this.#at += 1;
    if (code !== "u") return;
    for (let digit = 0; digit < 4; digit++) {
      const character = this.#text[this.#at];
      if (character === undefined) throw endOfInput();
      if (!/[0-9a-fA-F]/.test(character))
        throw this.#invalid("in \\u hexadecimal character escape");
      this.#at += 1;
    }
  }

  #literal<T>(literal: string, value: T): T {
    for (let index = 1; index < literal.length; index++) {
      this.#at += 1;
      if (this.#text[this.#at] !== literal[index]) {
        throw this.#invalid(`in literal ${literal} (expecting '${literal[index]}')`);
      }
    }
    this.#at += 1;
    return value;
  }

  #number(context: string): Int64 {
    const start = this.#at;
    const isNegative = this.#text[this.#at] === "-";
    if (isNegative) this.#at += 1;
    const first = this.#text[this.#at];
    if (first === undefined) throw endOfInput();
    if (!isDigit(first)) throw this.#invalid(isNegative ? "in numeric literal" : context);
    if (first === "0") this.#at += 1;
    else this.#digits("");
    const integerEnd = this.#at;
    if (this.#text[this.#at] === ".") {
      this.#at += 1;
      this.#digits("after decimal point in numeric literal");
    }
    if (this.#text[this.#at] === "e" || this.#text[this.#at] === "E") {
      this.#at += 1;
      if (this.#text[this.#at] === "+" || this.#text[this.#at] === "-") this.#at += 1;
      this.#digits("in exponent of numeric literal");
    }
    const text = this.#text.slice(start, this.#at);
    const value = keptNumber(text);
    if (this.#at !== integerEnd || !isWhole(value)) this.#notice(value, text);
    return value;
  }

  #notice(value: Int64, text: string): void {
    if (String(value) !== text) this.#literals.set(pathText(this.#path), text);
  }

  #digits(contextIfNone: string): void {
    const start = this.#at;
    while (isDigit(this.#text[this.#at])) this.#at += 1;
    if (this.#at === start) throw this.#invalid(contextIfNone);
  }

  #skipSpace(): void {
    for (;;) {
      const character = this.#text[this.#at];
      if (character !== " " && character !== "\n" && character !== "\r" && character !== "\t")
        return;
      this.#at += 1;
    }
  }

  #invalid(context: string): JsonSyntaxError {
    const codePoint = this.#text.codePointAt(this.#at);
    if (codePoint === undefined) return endOfInput();
    return new JsonSyntaxError(
      `invalid character ${quoteByte(this.#byteOf(codePoint))} ${context}`,
    );
  }
}

function endOfInput(): JsonSyntaxError {
  return new JsonSyntaxError("unexpected end of JSON input");
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= "0" && character <= "9";
}

/** Go looks at bytes: of a character outside ASCII at the first byte of its UTF-8 form. */
function firstByteOf(codePoint: number): number {
  if (codePoint < 0x80) return codePoint;
  if (codePoint < 0x800) return 0xc0 | (codePoint >> 6);
  return codePoint < 0x1_0000 ? 0xe0 | (codePoint >> 12) : 0xf0 | (codePoint >> 18);
}

/** Control characters that have an escape of their own. @see Go strconv.Quote */
const goEscapes: ReadonlyMap<number, string> = new Map(
  [..."abtnvfr"].map((letter, index) => [index + 7, `\\${letter}`]),
);

/** A byte as Go names it: as the letter of that number, where one can see it. */
function quoteByte(byte: number): string {
  if (byte === 0x27) return "'\\''";
  if (byte === 0x22) return "'\"'";
  if (byte < 0x20 || byte === 0x7f) {
    const hex = byte.toString(16).padStart(2, "0");
    return `'${goEscapes.get(byte) ?? `\\x${hex}`}'`;
  }
  if (byte < 0x7f) return `'${JSON.stringify(String.fromCodePoint(byte)).slice(1, -1)}'`;
  if (byte < 0xa1) return `'\\u${byte.toString(16).padStart(4, "0")}'`;
  return `'${String.fromCodePoint(byte)}'`;
}

/** `spec.containers[0].name`. */
export function pathText(path: readonly (string | number)[]): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else text += text === "" ? part : `.${part}`;
  }
  return text;
}
