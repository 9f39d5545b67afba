import {
  binaryLabelOperators,
  createLabelRequirement,
  invalid,
  type LabelOperator,
  type LabelRequirement,
  SelectorError,
} from "./label-requirement.ts";
import { labelKeyErrors } from "./qualified-name.ts";

type TokenKind = "identifier" | "end" | "error" | "(" | ")" | "," | LabelOperator | ">" | "<";

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const end: Token = { kind: "end", text: "" };
const specialSymbols = "=!(),><";
const symbolTokens: ReadonlySet<string> = new Set([")", ",", "!", "==", "=", ">", "<", "!=", "("]);

/**
 * Parses the text form of a label selector: requirements separated by commas, in no particular order.
 *
 * @throws SelectorError with the apiserver's text.
 * @see apimachinery pkg/labels/selector.go
 */
export function parseLabelRequirements(text: string): readonly LabelRequirement[] {
  return new LabelSelectorParser(text).parse();
}

class LabelSelectorParser {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(text: string) {
    this.#tokens = toTokens(text);
  }

  parse(): readonly LabelRequirement[] {
    const requirements: LabelRequirement[] = [];
    for (;;) {
      const token = this.#peek();
      if (token.kind === "end") return requirements;
      if (token.kind !== "identifier" && token.kind !== "!") {
        throw new SelectorError(
          `found '${token.text}', expected: !, identifier, or 'end of string'`,
        );
      }
      requirements.push(this.#parseRequirement());
      const separator = this.#next();
      if (separator.kind === "end") return requirements;
      if (separator.kind !== ",") {
        throw new SelectorError(`found '${separator.text}', expected: ',' or 'end of string'`);
      }
      const following = this.#peek();
      if (following.kind !== "identifier" && following.kind !== "!") {
        throw new SelectorError(`found '${following.text}', expected: identifier after ','`);
      }
    }
  }

  #parseRequirement(): LabelRequirement {
    try {
      const isNegated = this.#peek().kind === "!";
      if (isNegated) this.#next();
      const key = this.#parseKey();
      const { kind } = this.#peek();
      if (isNegated || kind === "end" || kind === ",") {
        return createLabelRequirement({ key, operator: isNegated ? "!" : "exists", values: [] });
      }
      const operator = this.#parseOperator();
      const isSet = operator === "in" || operator === "notin";
      const values = isSet ? this.#parseValues() : [this.#parseExactValue()];
      return createLabelRequirement({ key, operator, values });
    } catch (error) {
      if (!(error instanceof SelectorError)) throw error;
      throw new SelectorError(`unable to parse requirement: ${error.message}`);
    }
  }

  #parseKey(): string {
    const { kind, text } = this.#next();
    if (kind !== "identifier") throw new SelectorError(`found '${text}', expected: identifier`);
    const errors = labelKeyErrors(text);
    if (errors.length > 0) throw new SelectorError(invalid("<nil>", text, errors.join("; ")));
    return text;
  }

  #parseOperator(): LabelOperator {
    // Here, and only here, `in` and `notin` are no identifiers.
    const { text } = this.#next();
    switch (text) {
      case "in":
      case "notin":
      case "=":
      case "==":
      case "!=":
        return text;
      case ">":
        return "gt";
      case "<":
        return "lt";
      default:
        throw new SelectorError(`found '${text}', expected: ${binaryLabelOperators.join(", ")}`);
    }
  }

  #parseValues(): readonly string[] {
    const open = this.#next();
    if (open.kind !== "(") throw new SelectorError(`found '${open.text}' expected: '('`);
    const first = this.#peek();
    if (first.kind === ")") {
      this.#next();
      return [""];
    }
    if (first.kind !== "identifier" && first.kind !== ",") {
      throw new SelectorError(`found '${first.text}', expected: ',', ')' or identifier`);
    }
    const values = this.#parseIdentifiers();
    if (this.#next().kind !== ")") {
      throw new SelectorError(`found '${first.text}', expected: ')'`);
    }
    return [...values].sort();
  }

  /** Between commas, before the first and after the last stands the empty value: `(,a)` is '' and a. */
  #parseIdentifiers(): ReadonlySet<string> {
    const values = new Set<string>();
    for (;;) {
      const token = this.#next();
      if (token.kind === "identifier") {
        values.add(token.text);
        const following = this.#peek();
        if (following.kind === ")") return values;
        if (following.kind !== ",") {
          throw new SelectorError(`found '${following.text}', expected: ',' or ')'`);
        }
      } else if (token.kind === ",") {
        if (this.#skipEmptyValue(values)) return values;
      } else {
        throw new SelectorError(`found '${token.text}', expected: ',', or identifier`);
      }
    }
  }

  /** After a comma: adds the empty values around it. True when the list ends here. */
  #skipEmptyValue(values: Set<string>): boolean {
    if (values.size === 0) values.add("");
    const { kind } = this.#peek();
    if (kind === ")" || kind === ",") values.add("");
    if (kind === ",") this.#next();
    return kind === ")";
  }

  #parseExactValue(): string {
    const { kind } = this.#peek();
    if (kind === "end" || kind === ",") return "";
    const token = this.#next();
    if (token.kind !== "identifier") {
      throw new SelectorError(`found '${token.text}', expected: identifier`);
    }
    return token.text;
  }

  #peek(): Token {
    return this.#tokens[this.#position] ?? end;
  }

  #next(): Token {
    const token = this.#peek();
    this.#position += 1;
    return token;
  }
}

function toTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  // As in the original, a NUL character ends the text.
  const length = text.includes("\0") ? text.indexOf("\0") : text.length;
  while (position < length) {
    const character = text.charAt(position);
    if (isWhitespace(character)) {
      position += 1;
      continue;
    }
    const start = position;
    if (specialSymbols.includes(character)) {
      const token = symbolAt(text.slice(start, length));
      tokens.push(token);
      position += token.text.length;
      continue;
    }
    while (
      position < length &&
      !isWhitespace(text.charAt(position)) &&
      !specialSymbols.includes(text.charAt(position))
    ) {
      position += 1;
    }
    tokens.push({ kind: "identifier", text: text.slice(start, position) });
  }
  return tokens;
}

/** The symbol at the start of `rest`, the longest that there is: `==` before `=`. */
function symbolAt(rest: string): Token {
  const two = rest.slice(0, 2);
  const symbol = symbolTokens.has(two) ? two : rest.charAt(0);
  return { kind: symbol as TokenKind, text: symbol };
}

function isWhitespace(character: string): boolean {
  return character === " " || character === "\t" || character === "\r" || character === "\n";
}
