import type { CelProblem } from "./source.ts";

/** What a token is; operators and words of the language are their own kind. */
export type TokenKind =
  | "EOF"
  | "IDENTIFIER"
  | "ESC_IDENTIFIER"
  | "NUM_INT"
  | "NUM_UINT"
  | "NUM_FLOAT"
  | "STRING"
  | "BYTES"
  | (typeof symbols)[number]
  | (typeof words)[number];

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** In code points from the start. */
  readonly offset: number;
}

const symbols = [
  "==",
  "!=",
  "<=",
  ">=",
  "&&",
  "||",
  "<",
  ">",
  "[",
  "]",
  "{",
  "}",
  "(",
  ")",
  ".",
  ",",
  "-",
  "!",
  "?",
  ":",
  "+",
  "*",
  "/",
  "%",
] as const;

const words = ["in", "true", "false", "null"] as const;

const escapeSequence =
  /\\(?:[abfnrtv"'\\?`]|[0-3][0-7][0-7]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/.source;
const quotedText = [
  `"""(?:${escapeSequence}|[^\\\\])*?"""`,
  `'''(?:${escapeSequence}|[^\\\\])*?'''`,
  `"(?:${escapeSequence}|[^\\\\"\\n\\r])*"`,
  `'(?:${escapeSequence}|[^\\\\'\\n\\r])*'`,
  `[rR]"""[^]*?"""`,
  `[rR]'''[^]*?'''`,
  `[rR]"[^"\\n\\r]*"`,
  `[rR]'[^'\\n\\r]*'`,
].join("|");

// Of these the first that matches is also the longest, so that the order says what a longest match would.
const patterns: readonly (readonly [TokenKind | "blank", RegExp])[] = [
  ["blank", /[\t \r\n\f]+|\/\/[^\n]*/uy],
  ["BYTES", new RegExp(`[bB](?:${quotedText})`, "uy")],
  ["STRING", new RegExp(quotedText, "uy")],
  ["NUM_FLOAT", /\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?/uy],
  ["NUM_UINT", /(?:0x[0-9a-fA-F]+|\d+)[uU]/uy],
  ["NUM_INT", /0x[0-9a-fA-F]+|\d+/uy],
  ["IDENTIFIER", /[A-Za-z_][A-Za-z0-9_]*/uy],
  ["ESC_IDENTIFIER", /`[A-Za-z0-9_.\-/ ]+`/uy],
];

/** The tokens of a source, the end included; what is none of them is reported and left out. */
export function readTokens(source: string, problems: CelProblem[]): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let offset = 0;
  const step = (text: string): void => {
    at += text.length;
    offset += lengthOf(text);
  };
  while (at < source.length) {
    const token = tokenAt(source, at);
    if (token === undefined) {
      const bad = unreadable(source, at);
      problems.push({ message: `Syntax error: token recognition error at: '${bad}'`, offset });
      step(bad);
      continue;
    }
    const [kind, text] = token;
    if (kind !== "blank") tokens.push({ kind, text, offset });
    step(text);
  }
  tokens.push({ kind: "EOF", text: "<EOF>", offset });
  return tokens;
}

function tokenAt(source: string, at: number): readonly [TokenKind | "blank", string] | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0];
    if (text === undefined) continue;
    const word = words.find((each) => each === text);
    return [kind === "IDENTIFIER" && word !== undefined ? word : kind, text];
  }
  const symbol = symbols.find((each) => source.startsWith(each, at));
  return symbol === undefined ? undefined : [symbol, symbol];
}

const textStart = new RegExp(
  `[rR]?(?:"(?:${escapeSequence}|[^\\\\"\\n\\r])*|'(?:${escapeSequence}|[^\\\\'\\n\\r])*)`,
  "uy",
);
const halfEscape = /\\(?:[xX][0-9a-fA-F]?|u[0-9a-fA-F]{0,3}|U[0-9a-fA-F]{0,7}|[0-3][0-7]?)?/uy;

/** What ANTLR names as unreadable: all up to the letter that fits no token. */
function unreadable(source: string, at: number): string {
  const first = String.fromCodePoint(source.codePointAt(at) ?? 0);
  let end = at + first.length;
  if (first === '"' || first === "'") {
    end = matchEnd(textStart, source, at);
    end = matchEnd(halfEscape, source, end);
  } else if (first === "`") end = matchEnd(/`[A-Za-z0-9_.\-/ ]*/uy, source, at);
  else if (!"=&|".includes(first)) return first;
  return (
    source.slice(at, end) + String.fromCodePoint(source.codePointAt(end) ?? 0).replace("\0", "")
  );
}

function matchEnd(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(source)?.[0].length ?? 0);
}

function lengthOf(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
