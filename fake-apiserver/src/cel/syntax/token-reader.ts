import type { CelProblem } from "./source.ts";
import type { Token, TokenKind } from "./tokens.ts";

/** What an operand can begin with. */
export const operandStarts: readonly TokenKind[] = [
  "[",
  "{",
  "(",
  ".",
  "-",
  "!",
  "true",
  "false",
  "null",
  "NUM_FLOAT",
  "NUM_INT",
  "NUM_UINT",
  "STRING",
  "BYTES",
  "IDENTIFIER",
];

const depthMax = 250;

/** Parsing ends here: its problem is noted already. */
export class GiveUp extends Error {}

/** Goes through tokens, and reports as ANTLR does what is not as expected. */
export class TokenReader {
  readonly problems: CelProblem[];
  at = 0;
  readonly #tokens: readonly Token[];
  #depth = 0;

  constructor(tokens: readonly Token[], problems: CelProblem[]) {
    this.#tokens = tokens;
    this.problems = problems;
  }

  get token(): Token {
    return this.#tokens[this.at] as Token;
  }

  is(kind: TokenKind): boolean {
    return this.token.kind === kind;
  }

  peek(ahead: number): Token {
    return (this.#tokens[this.at + ahead] ?? this.#tokens.at(-1)) as Token;
  }

  take(): Token {
    const token = this.token;
    if (token.kind !== "EOF") this.at++;
    return token;
  }

  takeIf(kind: TokenKind): Token | undefined {
    return this.token.kind === kind ? this.take() : undefined;
  }

  syntaxError(message: string, offset: number = this.token.offset): void {
    this.problems.push({ message: `Syntax error: ${message}`, offset });
  }

  /** One token too many is skipped, as ANTLR does; anything else ends the parsing. */
  expect(kind: TokenKind, orElse?: TokenKind): Token {
    const found = this.takeIf(kind);
    if (found !== undefined) return found;
    const { text } = this.token;
    const isWanted = (token: Token): boolean => token.kind === kind || token.kind === orElse;
    const name = orElse === undefined ? kindText(kind) : `{${kindText(kind)}, ${kindText(orElse)}}`;
    if (this.token.kind !== "EOF" && isWanted(this.peek(1))) {
      this.syntaxError(`extraneous input '${text}' expecting ${name}`);
      this.at++;
      return this.take();
    }
    const isMissing = orElse === undefined && mayFollow(kind, this.token.kind);
    this.syntaxError(
      isMissing ? `missing ${name} at '${text}'` : `mismatched input '${text}' expecting ${name}`,
    );
    throw new GiveUp();
  }

  nested<T>(read: () => T): T {
    this.checkDepth(1);
    this.#depth++;
    const result = read();
    this.#depth--;
    return result;
  }

  /** So many operators one inside of the other, or one after the other, are not read. */
  checkDepth(more: number): void {
    if (this.#depth + more <= depthMax) return;
    this.problems.push({
      message: `expression recursion limit exceeded: ${depthMax}`,
      offset: undefined,
    });
    throw new GiveUp();
  }
}

/** Whether a token could stand after one that is missing. */
function mayFollow(missing: TokenKind, kind: TokenKind): boolean {
  if (missing === ":") return operandStarts.includes(kind);
  return (missing === ")" || missing === "]") && (kind === "EOF" || !operandStarts.includes(kind));
}

/** A kind of token as errors name it. */
export function kindText(kind: TokenKind): string {
  if (kind === "EOF") return "<EOF>";
  return /^[A-Z_]+$/.test(kind) ? kind : `'${kind}'`;
}
