import { trimmed } from "../../codec/go/go-text.ts";
import type { ArrayBounds, PathList, PathNode } from "./path-node.ts";
import { unquoted } from "./unquote.ts";

/** A text that is no path: the real server ends there, and says nothing. */
export class JsonPathError extends Error {
  override readonly name = "JsonPathError";
}

/**
 * What a template holds, pair of braces by pair of braces: `{.spec.a}`.
 *
 * @throws JsonPathError
 * @see client-go util/jsonpath/parser.go
 */
export function parseJsonPath(template: string): readonly PathList[] {
  return new PathParser(template).parse();
}

const terminators = new Set([" ", "\t", "\r", "\n", ".", ",", "[", "]", "$", "@", "{", "}", ""]);
const sliceForm = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/;

class PathParser {
  readonly #letters: readonly string[];
  #at = 0;
  /** Where what has not been taken yet begins. */
  #from = 0;

  constructor(template: string) {
    this.#letters = [...template];
  }

  parse(): readonly PathList[] {
    const lists: PathList[] = [];
    while (this.#at < this.#letters.length) {
      if (this.#letters[this.#at] !== "{") {
        this.#at += 1;
        continue;
      }
      if (this.#at > this.#from) lists.push([{ kind: "text", text: this.#take() }]);
      this.#at += 1;
      this.#take();
      lists.push(this.#inside());
    }
    if (this.#at > this.#from) lists.push([{ kind: "text", text: this.#take() }]);
    return lists;
  }

  /** Up to the closing brace. */
  #inside(): PathList {
    const nodes: PathNode[] = [];
    for (;;) {
      if (this.#follows("}")) {
        this.#at += 1;
        this.#take();
        return nodes;
      }
      if (this.#follows("[?(")) nodes.push(this.#filter());
      else if (this.#follows("..")) this.#recursive(nodes);
      else this.#part(nodes);
    }
  }

  #part(nodes: PathNode[]): void {
    const letter = this.#next();
    if (letter === "" || letter === "\n" || letter === "\r")
      throw new JsonPathError("unclosed action");
    if (letter === " " || letter === "@" || letter === "$") this.#take();
    else if (letter === "[") nodes.push(...this.#array());
    else if (letter === '"' || letter === "'") nodes.push(this.#quoted(letter));
    else if (letter === ".") nodes.push(this.#field());
    else if (/[+\-\p{Nd}]/u.test(letter)) nodes.push(this.#number());
    else if (/[_\p{L}]/u.test(letter)) nodes.push(this.#word());
    else throw new JsonPathError(`unrecognized character in action: ${letter}`);
  }

  #recursive(nodes: PathNode[]): void {
    if (nodes.at(-1)?.kind === "recursive")
      throw new JsonPathError("invalid multiple recursive descent");
    this.#at += 2;
    this.#take();
    nodes.push({ kind: "recursive" });
    if (/[_\p{L}\p{Nd}]/u.test(this.#letters[this.#at] ?? "")) nodes.push(this.#field());
  }

  #field(): PathNode {
    this.#take();
    while (!terminators.has(this.#letters[this.#at] ?? ""))
      this.#at += this.#letters[this.#at] === "\\" ? 2 : 1;
    this.#at = Math.min(this.#at, this.#letters.length);
    const name = this.#take();
    return name === "*" ? { kind: "wildcard" } : { kind: "field", name: name.replaceAll("\\", "") };
  }

  #word(): PathNode {
    while (!terminators.has(this.#letters[this.#at] ?? "")) this.#at += 1;
    const word = this.#take();
    return word === "true" || word === "false"
      ? { kind: "boolean", value: word === "true" }
      : { kind: "word" };
  }

  #number(): PathNode {
    while (/[.\p{Nd}]/u.test(this.#letters[this.#at] ?? "")) this.#at += 1;
    const text = this.#take();
    if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text))
      throw new JsonPathError(`cannot parse number ${text}`);
    return { kind: "number", value: Number(text), isWhole: /^[+-]?\d+$/.test(text) };
  }

  #quoted(quote: string): PathNode {
    this.#skipTo((letter) => letter === quote && this.#letters[this.#at - 2] !== "\\");
    const text = unquoted(this.#take());
    if (text === undefined) throw new JsonPathError("invalid syntax");
    return { kind: "text", text };
  }

  #array(): readonly PathNode[] {
    this.#skipTo((letter) => letter === "]");
    const text = this.#take().slice(1, -1);
    const parts = text.split(",");
    if (parts.length > 1)
      return [
        {
          kind: "union",
          lists: parts.map((part) => actionOf(`[${trimmed(part, " ")}]`)),
        },
      ];
    const [, key] = /^'([^']*)'$/.exec(text) ?? [];
    if (key !== undefined) return actionOf(`.${key}`);
    return [{ kind: "array", bounds: boundsOf(text === "*" ? ":" : text) }];
  }

  #filter(): PathNode {
    this.#at += 3;
    this.#take();
    let [begins, ends, pair] = [false, false, ""];
    this.#skipTo((letter) => {
      const isQuote = letter === '"' || letter === "'";
      if (isQuote && !begins) [begins, pair] = [true, letter];
      else if (isQuote && this.#letters[this.#at - 2] !== "\\" && letter === pair) ends = true;
      return letter === ")" && begins === ends;
    });
    if (this.#next() !== "]") throw new JsonPathError("unclosed array expect ]");
    const text = this.#take().slice(0, -2);
    const comparison = comparisonOf(text);
    if (comparison === undefined)
      return { kind: "filter", left: actionOf(text), right: [], operator: "exists" };
    const { left, operator, right } = comparison;
    return { kind: "filter", left: actionOf(left), right: actionOf(right), operator };
  }

  /** Past the first letter of the line that is the one. */
  #skipTo(isIt: (letter: string) => boolean): void {
    for (;;) {
      const letter = this.#next();
      if (letter === "" || letter === "\n") throw new JsonPathError("unterminated");
      if (isIt(letter)) return;
    }
  }

  #follows(text: string): boolean {
    return this.#letters.slice(this.#at, this.#at + text.length).join("") === text;
  }

  /** Empty at the end. */
  #next(): string {
    const letter = this.#letters[this.#at] ?? "";
    if (letter !== "") this.#at += 1;
    return letter;
  }

  #take(): string {
    const text = this.#letters.slice(this.#from, this.#at).join("");
    this.#from = this.#at;
    return text;
  }
}

/** What braces around a text would hold. */
function actionOf(text: string): PathList {
  return parseJsonPath(`{${text}}`)[0] ?? [];
}

function boundsOf(text: string): ArrayBounds {
  const match = sliceForm.exec(text);
  if (match === null) throw new JsonPathError(`invalid array index ${text}`);
  const [, from = "", to = "", step = ""] = match;
  const first = from === "" ? undefined : indexOf(from);
  return {
    from: first,
    to: to === "" ? (first ?? 0) + 1 : to === ":" ? undefined : indexOf(to.slice(1)),
    isDerived: to === "",
    step: step === "" || step === ":" ? undefined : indexOf(step.slice(1)),
  };
}

function indexOf(text: string): number {
  const index = Number(text);
  if (!Number.isSafeInteger(index)) throw new JsonPathError(`array index ${text} is not a number`);
  return index;
}

const operatorLetters = new Set("!<>=");

/**
 * The two sides of the first operator, which leaves at least one letter to the right; undefined when there is none: Go's
 * `^([^!<>=]+)([!<>=]+)(.+?)$` in one pass.
 */
function comparisonOf(
  text: string,
): { readonly left: string; readonly operator: string; readonly right: string } | undefined {
  let from = 0;
  while (from < text.length && !operatorLetters.has(text[from] ?? "")) from += 1;
  let to = from;
  while (to < text.length - 1 && operatorLetters.has(text[to] ?? "")) to += 1;
  if (from === 0 || to === from || text.includes("\n", to)) return undefined;
  return { left: text.slice(0, from), operator: text.slice(from, to), right: text.slice(to) };
}
