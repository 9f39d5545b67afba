/** What an expression of a claim means, before it meets a world. */
export type Expression =
  | { readonly kind: "value"; readonly value: string | number | boolean | undefined }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: "not"; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    };

/** What stands between two parts of an expression. */
export type Operator = "or" | "and" | "==" | "!=" | "<=" | ">=" | "<" | ">" | "in" | "+" | "-";

/** An expression that cannot be read or evaluated. */
export class ClaimError extends Error {
  override readonly name = "ClaimError";
}

const lengthMax = 1000;
const depthMax = 32;
const token = /\s*(?:"([^"]*)"|(\d+(?:\.\d+)?)|([A-Za-z][\w]*)|(==|!=|<=|>=|[<>()[\],+-])|(\S))/y;
/** Operators by how tightly they bind, loosest first. */
const ranks: readonly (readonly Operator[])[] = [
  ["or"],
  ["and"],
  ["==", "!=", "<=", ">=", "<", ">", "in"],
  ["+", "-"],
];

type Token =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "mark"; readonly text: string };

/**
 * Reads an expression: text in quotes, numbers, `true`, `false`, `absent`, lists in brackets, calls such as
 * `cached("n1")`, and `or and not == != <= >= < > in + -` with parentheses.
 *
 * @throws ClaimError saying what was found, where, and what would be right.
 */
export function parseExpression(source: string): Expression {
  const parser = new Parser(tokensOf(source), source);
  const expression = parser.binary(0);
  parser.end();
  return expression;
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #source: string;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], source: string) {
    this.#tokens = tokens;
    this.#source = source;
  }

  binary(rank: number): Expression {
    const operators = ranks[rank];
    if (operators === undefined) return this.#unary();
    let left = this.binary(rank + 1);
    for (;;) {
      const found = this.#tokens[this.#next];
      const operator = operators.find((one) => found?.kind !== "text" && one === found?.text);
      if (operator === undefined) return left;
      this.#next += 1;
      left = { kind: "binary", operator, left, right: this.binary(rank + 1) };
    }
  }

  end(): void {
    const found = this.#tokens[this.#next];
    if (found !== undefined) this.#fail(`"${found.text}" is not expected here`);
  }

  #unary(): Expression {
    this.#depth += 1;
    if (this.#depth > depthMax) this.#fail(`it is nested more than ${depthMax} deep`);
    const found = this.#tokens[this.#next];
    this.#next += 1;
    const expression = this.#term(found);
    this.#depth -= 1;
    return expression;
  }

  #term(found: Token | undefined): Expression {
    switch (found?.kind) {
      case "text":
        return { kind: "value", value: found.text };
      case "number":
        return { kind: "value", value: Number(found.text) };
      case "word":
        return this.#word(found.text);
      case "mark":
        if (found.text === "[") return { kind: "list", items: this.#items("]") };
        if (found.text === "(") {
          const inner = this.binary(0);
          this.#expect(")");
          return inner;
        }
        return this.#fail(`"${found.text}" is not expected here`);
      case undefined:
        return this.#fail("it ends too early");
    }
  }

  #word(word: string): Expression {
    if (word === "true" || word === "false") return { kind: "value", value: word === "true" };
    if (word === "absent") return { kind: "value", value: undefined };
    if (word === "not") return { kind: "not", operand: this.#unary() };
    this.#expect("(");
    return { kind: "call", name: word, args: this.#items(")") };
  }

  #items(close: string): readonly Expression[] {
    const items: Expression[] = [];
    if (this.#takes(close)) return items;
    for (;;) {
      items.push(this.binary(0));
      if (this.#takes(close)) return items;
      this.#expect(",");
    }
  }

  #takes(mark: string): boolean {
    const found = this.#tokens[this.#next];
    const isThere = found?.kind === "mark" && found.text === mark;
    if (isThere) this.#next += 1;
    return isThere;
  }

  #expect(mark: string): void {
    if (this.#takes(mark)) return;
    const found = this.#tokens[this.#next];
    this.#fail(
      `"${mark}" is expected ${found === undefined ? "at the end" : `before "${found.text}"`}`,
    );
  }

  #fail(reason: string): never {
    throw new ClaimError(`the expression \`${this.#source}\` cannot be read: ${reason}`);
  }
}

function tokensOf(source: string): readonly Token[] {
  if (source.length > lengthMax) {
    throw new ClaimError(`an expression has at most ${lengthMax} characters, not ${source.length}`);
  }
  const tokens: Token[] = [];
  const text = source.trim();
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const [, quoted, number, word, mark, other] = token.exec(text) ?? [];
    if (quoted !== undefined) tokens.push({ kind: "text", text: quoted });
    else if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (word !== undefined) tokens.push({ kind: "word", text: word });
    else if (mark !== undefined) tokens.push({ kind: "mark", text: mark });
    else
      throw new ClaimError(`the expression \`${source}\` cannot be read: "${other}" means nothing`);
  }
  return tokens;
}
