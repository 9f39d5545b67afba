import { Uint } from "../values/cel-value.ts";
import { ExpressionBuilder } from "./builder.ts";
import type { Expression, FieldEntry, MapEntry } from "./expression.ts";
import { expandMacro } from "./macros.ts";
import { CelCompileError, type CelProblem } from "./source.ts";
import { GiveUp, kindText, operandStarts, TokenReader } from "./token-reader.ts";
import { readTokens, type Token, type TokenKind } from "./tokens.ts";
import { unescapeBytes, unescapeText } from "./unescape.ts";

const reserved = new Set(
  "as break const continue else for function if import in let loop package namespace return var void while".split(
    " ",
  ),
);

const relations: readonly TokenKind[] = ["<", "<=", ">=", ">", "==", "!=", "in"];
const codePointsMax = 100_000;

/** What an environment adds to the language. */
export interface ParserOptions {
  /** `cel.bind(name, value, expression)`. */
  readonly hasBindings?: boolean;
}

/**
 * Reads an expression, with its macros expanded.
 *
 * @throws CelCompileError with every problem found.
 * @see cel-go parser/gen/CEL.g4
 */
export function parseExpression(source: string, options: ParserOptions = {}): Expression {
  const problems: CelProblem[] = [];
  const size = [...source].length;
  if (size > codePointsMax) {
    throw new CelCompileError(source, [
      {
        message: `expression code point size exceeds limit: size: ${size}, limit ${codePointsMax}`,
        offset: undefined,
      },
    ]);
  }
  const tokens = readTokens(source, problems);
  const expression = new Parser(tokens, problems, options).parse();
  if (expression === undefined || problems.length > 0) throw new CelCompileError(source, problems);
  return expression;
}

class Parser extends TokenReader {
  readonly #build: ExpressionBuilder;

  constructor(
    tokens: readonly Token[],
    problems: CelProblem[],
    { hasBindings = false }: ParserOptions,
  ) {
    super(tokens, problems);
    this.#build = new ExpressionBuilder(hasBindings);
  }

  parse(): Expression | undefined {
    try {
      const expression = this.#expression();
      this.expect("EOF");
      return expression;
    } catch (error) {
      if (!(error instanceof GiveUp)) throw error;
      return undefined;
    }
  }

  #expression(): Expression {
    return this.nested(() => {
      const condition = this.#logical("||", () => this.#logical("&&", () => this.#relation()));
      const operator = this.takeIf("?");
      if (operator === undefined) return condition;
      const yes = this.#logical("||", () => this.#logical("&&", () => this.#relation()));
      this.expect(":");
      const no = this.#expression();
      return this.#build.call(operator.offset, "_?_:_", [condition, yes, no]);
    });
  }

  /** A chain becomes a balanced tree, so that long ones are not deep. */
  #logical(kind: "&&" | "||", operand: () => Expression): Expression {
    const terms = [operand()];
    const places: number[] = [];
    for (let operator = this.takeIf(kind); operator !== undefined; operator = this.takeIf(kind)) {
      places.push(operator.offset);
      terms.push(operand());
    }
    const name = `_${kind}_`;
    const balanced = (low: number, high: number): Expression => {
      const middle = Math.floor((low + high + 1) / 2);
      const left = middle === low ? terms[middle] : balanced(low, middle - 1);
      const right = middle === high ? terms[middle + 1] : balanced(middle + 1, high);
      return this.#build.call(places[middle] ?? 0, name, [left as Expression, right as Expression]);
    };
    return places.length === 0 ? (terms[0] as Expression) : balanced(0, places.length - 1);
  }

  #relation(): Expression {
    return this.#leftToRight(relations, () =>
      this.#leftToRight(["+", "-"], () => this.#leftToRight(["*", "/", "%"], () => this.#unary())),
    );
  }

  #leftToRight(kinds: readonly TokenKind[], operand: () => Expression): Expression {
    let left = operand();
    let count = 0;
    while (kinds.includes(this.token.kind)) {
      const { offset, kind } = this.take();
      this.checkDepth(++count);
      const name = kind === "in" ? "@in" : `_${kind}_`;
      left = this.#build.call(offset, name, [left, operand()]);
    }
    return left;
  }

  #unary(): Expression {
    const { kind, offset } = this.token;
    const next = this.peek(1);
    const isNumber = next.kind === "NUM_INT" || next.kind === "NUM_FLOAT";
    if (kind !== "!" && (kind !== "-" || isNumber)) return this.#member(this.#primary());
    let count = 0;
    while (this.takeIf(kind) !== undefined) count++;
    const operand = this.#member(this.#primary());
    if (count % 2 === 0) return operand;
    return this.#build.call(offset, kind === "!" ? "!_" : "-_", [operand]);
  }

  #member(first: Expression): Expression {
    let operand = first;
    let count = 0;
    while (this.token.kind === "." || this.token.kind === "[") {
      this.checkDepth(++count);
      operand = this.token.kind === "." ? this.#dot(operand) : this.#index(operand);
    }
    return operand;
  }

  #dot(operand: Expression): Expression {
    const { offset } = this.take();
    const isOptional = this.takeIf("?") !== undefined;
    const name = this.token;
    if (name.kind !== "IDENTIFIER" && name.kind !== "ESC_IDENTIFIER") return this.#noName(operand);
    this.take();
    if (name.kind === "ESC_IDENTIFIER")
      this.problems.push({ message: "unsupported syntax: '`'", offset: name.offset });
    if (isOptional) {
      const field = this.#build.literal(name.offset, name.text);
      return this.#build.call(offset, "_?._", [operand, field]);
    }
    const open = this.takeIf("(");
    if (open === undefined) return this.#build.select(offset, operand, name.text);
    const args = this.#arguments();
    return this.#callOrMacro(open.offset, name.text, operand, args);
  }

  /** A word of the language where a name should be. Reading goes on after the dot, where an operator follows it. */
  #noName(operand: Expression): Expression {
    const { text, kind } = this.token;
    const isWord = kind === "true" || kind === "false" || kind === "null";
    const input = kind === "EOF" ? "." : `.${text}`;
    this.syntaxError(
      isWord
        ? `mismatched input '${text}' expecting IDENTIFIER`
        : `no viable alternative at input '${input}'`,
    );
    if (kind === "in") return operand;
    throw new GiveUp();
  }

  #index(operand: Expression): Expression {
    const { offset } = this.take();
    const isOptional = this.takeIf("?") !== undefined;
    const index = this.#expression();
    this.expect("]");
    return this.#build.call(offset, isOptional ? "_[?_]" : "_[_]", [operand, index]);
  }

  #arguments(): readonly Expression[] {
    if (!this.is(")") && !operandStarts.includes(this.token.kind)) this.#noStart(")");
    if (this.takeIf(")") !== undefined) return [];
    const args = [this.#expression()];
    while (this.takeIf(",") !== undefined) args.push(this.#expression());
    this.expect(")");
    return args;
  }

  #primary(): Expression {
    const token = this.token;
    switch (token.kind) {
      case "(":
        return this.#inParentheses();
      case "[":
        return this.#list();
      case "{":
        return this.#map();
      case ".":
      case "IDENTIFIER":
        return this.#named();
      case "-":
      case "NUM_INT":
      case "NUM_FLOAT":
        return this.#number();
      default:
        return this.#constant(token);
    }
  }

  #inParentheses(): Expression {
    this.take();
    const inner = this.#expression();
    this.expect(")");
    return inner;
  }

  #constant({ kind, text, offset }: Token): Expression {
    switch (kind) {
      case "true":
      case "false":
        this.take();
        return this.#build.literal(offset, kind === "true");
      case "null":
        this.take();
        return this.#build.literal(offset, null);
      case "NUM_UINT":
        this.take();
        return this.#uint(text, offset);
      case "STRING":
        this.take();
        return this.#build.literal(
          offset,
          this.#unescaped(offset, "", () => unescapeText(text)),
        );
      case "BYTES":
        this.take();
        return this.#build.literal(
          offset,
          this.#unescaped(offset, new Uint8Array(), () => unescapeBytes(text.slice(1))),
        );
      default:
        return this.#noOperand();
    }
  }

  #unescaped<T>(offset: number, otherwise: T, read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.problems.push({ message: error.message, offset });
      return otherwise;
    }
  }

  #noOperand(): Expression {
    this.#noStart();
    return this.#unary();
  }

  /** Passes over one token where what is wanted comes after it; `end` may come in place of an operand. */
  #noStart(end?: TokenKind): void {
    const { text } = this.token;
    const wanted = operandStarts.flatMap((kind) =>
      kind === "(" && end !== undefined ? [kind, end] : [kind],
    );
    const expected = `{${wanted.map(kindText).join(", ")}}`;
    const isPassed = wanted.includes(this.peek(1).kind);
    const name = isPassed ? "extraneous" : "mismatched";
    this.syntaxError(`${name} input '${text}' expecting ${expected}`);
    if (!isPassed) throw new GiveUp();
    this.at++;
  }

  #number(): Expression {
    const { offset } = this.token;
    const sign = this.takeIf("-") === undefined ? "" : "-";
    const { kind, text } = this.take();
    if (kind === "NUM_FLOAT") {
      const value = Number(sign + text);
      if (Number.isFinite(value)) return this.#build.literal(offset, value);
      return this.#badLiteral("double", offset);
    }
    const value = sign === "-" ? -BigInt(text) : BigInt(text);
    if (BigInt.asIntN(64, value) !== value) return this.#badLiteral("int", offset);
    return this.#build.literal(offset, value);
  }

  #uint(text: string, offset: number): Expression {
    const value = BigInt(text.slice(0, -1));
    if (BigInt.asUintN(64, value) !== value) return this.#badLiteral("uint", offset);
    return this.#build.literal(offset, new Uint(value));
  }

  #badLiteral(type: string, offset: number): Expression {
    this.problems.push({ message: `invalid ${type} literal`, offset });
    return this.#build.literal(offset, null);
  }

  #list(): Expression {
    const { offset } = this.take();
    const items: Expression[] = [];
    const optional = new Set<number>();
    while (!this.is("]")) {
      if (items.length > 0 || this.is(",")) {
        this.expect(",");
        if (this.is("]")) break;
      }
      if (this.takeIf("?") !== undefined) optional.add(items.length);
      items.push(this.#expression());
      if (!this.is(",") && !this.is("]")) break;
    }
    this.expect("]", ",");
    return this.#build.list(offset, items, optional);
  }

  #map(): Expression {
    const { offset } = this.take();
    const entries: MapEntry[] = [];
    while (!this.is("}")) {
      if (entries.length > 0 || this.is(",")) {
        this.expect(",");
        if (this.is("}")) break;
      }
      const isOptional = this.takeIf("?") !== undefined;
      const key = this.#expression();
      this.expect(":");
      entries.push({ key, value: this.#expression(), isOptional });
      if (!this.is(",") && !this.is("}")) break;
    }
    this.expect("}", ",");
    return this.#build.map(offset, entries);
  }

  /** An identifier, a call of a function, or a message `a.b{c: 1}`. */
  #named(): Expression {
    const { offset } = this.token;
    const dot = this.takeIf(".") === undefined ? "" : ".";
    const first = this.expect("IDENTIFIER");
    const message = this.#messageName(dot + first.text);
    if (message !== undefined) return message;
    if (reserved.has(first.text)) {
      this.problems.push({ message: `reserved identifier: ${first.text}`, offset });
      if (this.takeIf("(") !== undefined) this.#arguments();
      return this.#build.identifier(first.offset, "@error");
    }
    const open = this.takeIf("(");
    if (open === undefined) return this.#build.identifier(first.offset, dot + first.text);
    return this.#callOrMacro(open.offset, dot + first.text, undefined, this.#arguments());
  }

  #messageName(start: string): Expression | undefined {
    let ahead = 0;
    let name = start;
    while (this.peek(ahead).kind === "." && this.peek(ahead + 1).kind === "IDENTIFIER") {
      name += `.${this.peek(ahead + 1).text}`;
      ahead += 2;
    }
    if (this.peek(ahead).kind !== "{") return undefined;
    this.at += ahead;
    const { offset } = this.take();
    const fields: FieldEntry[] = [];
    while (!this.is("}")) {
      if (fields.length > 0) {
        this.expect(",");
        if (this.is("}")) break;
      }
      const isOptional = this.takeIf("?") !== undefined;
      if (!isOptional && !this.is("IDENTIFIER")) this.#noField(fields.length === 0);
      const field = this.expect("IDENTIFIER");
      const colon = this.expect(":");
      const value = this.#expression();
      fields.push(this.#build.field(colon.offset, field.text, value, isOptional));
      if (!this.is(",") && !this.is("}")) break;
    }
    this.expect("}", ",");
    return this.#build.struct(offset, name, fields);
  }

  #noField(isFirst: boolean): void {
    const { text } = this.token;
    const expected = ["'}'", ...(isFirst ? ["','"] : []), "'?'", "IDENTIFIER", "ESC_IDENTIFIER"];
    this.syntaxError(`mismatched input '${text}' expecting {${expected.join(", ")}}`);
    throw new GiveUp();
  }

  #callOrMacro(
    offset: number,
    name: string,
    target: Expression | undefined,
    args: readonly Expression[],
  ): Expression {
    const made = expandMacro(this.#build.at(offset), name, target, args);
    if (made === undefined) return this.#build.call(offset, name, args, target);
    if (!("problem" in made)) return made;
    this.problems.push({ message: made.problem, offset: made.offset });
    return this.#build.identifier(offset, "@error");
  }
}
