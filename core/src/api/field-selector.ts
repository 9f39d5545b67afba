import { SelectorError } from "./label-requirement.ts";

/** One condition of a field selector. */
export interface FieldRequirement {
  /** Path of the field: `metadata.name`. */
  readonly field: string;
  readonly operator: "=" | "!=";
  readonly value: string;
}

/** Gives the text of a selectable field of one object; an absent field is the empty text. */
export type FieldReader = (field: string) => string;

/** `==` stands before `=`, so that no `=` is left on the value. */
const operators = ["!=", "==", "="] as const;

/**
 * Chooses objects by the few fields that the server lets one select by. Immutable.
 *
 * @see apimachinery pkg/fields/selector.go
 */
export class FieldSelector {
  static readonly #everything = new FieldSelector([]);
  /** The conditions, sorted by their text. */
  readonly requirements: readonly FieldRequirement[];

  private constructor(requirements: readonly FieldRequirement[]) {
    this.requirements = requirements;
  }

  /** Matches all objects. */
  static everything(): FieldSelector {
    return FieldSelector.#everything;
  }

  /**
   * Reads the text form: `metadata.name=a,status.phase!=Running`. In values `\`, `,` and `=` are escaped by `\`.
   * Which fields exist is for the server to say.
   *
   * @throws SelectorError with the text that the apiserver would answer.
   */
  static parse(text: string): FieldSelector {
    const terms = splitTerms(text).filter((term) => term !== "");
    const requirements = terms
      .sort()
      .map((term) => parseTerm(term, text))
      // As in the original, a bare operator asks for nothing.
      .filter(({ field, value }) => field !== "" || value !== "");
    return requirements.length === 0 ? FieldSelector.#everything : new FieldSelector(requirements);
  }

  /** Makes a selector from conditions. */
  static of(...requirements: readonly FieldRequirement[]): FieldSelector {
    return requirements.length === 0 ? FieldSelector.#everything : new FieldSelector(requirements);
  }

  /** True when nothing is left out. */
  get isEverything(): boolean {
    return this.requirements.length === 0;
  }

  /** True when every condition holds. */
  matches(fieldOf: FieldReader): boolean {
    return this.requirements.every(
      ({ field, operator, value }) => (fieldOf(field) === value) === (operator === "="),
    );
  }

  /** The one value that the field must have; undefined when several would do. */
  exactMatch(field: string): string | undefined {
    return this.requirements.find(
      (requirement) => requirement.field === field && requirement.operator === "=",
    )?.value;
  }

  /** The text form, as a request carries it. */
  toString(): string {
    return this.requirements
      .map(({ field, operator, value }) => `${field}${operator}${escapeFieldValue(value)}`)
      .join(",");
  }
}

/** A value as it stands in a field selector. */
export function escapeFieldValue(value: string): string {
  return value.replace(/[\\,=]/g, "\\$&");
}

/** Splits at commas that no backslash precedes; the backslashes stay. */
function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === "\\") index += 1;
    else if (character === ",") {
      terms.push(text.slice(start, index));
      start = index + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

function parseTerm(term: string, selector: string): FieldRequirement {
  const at = term.search(/!=|=/);
  if (at < 0) {
    throw new SelectorError(`invalid selector: '${selector}'; can't understand '${term}'`);
  }
  const operator = operators.find((candidate) => term.startsWith(candidate, at)) ?? "=";
  return {
    field: term.slice(0, at),
    operator: operator === "!=" ? "!=" : "=",
    value: unescapeFieldValue(term.slice(at + operator.length)),
  };
}

function unescapeFieldValue(text: string): string {
  let value = "";
  const characters = [...text];
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? "";
    if (character === "\\") {
      index += 1;
      const escaped = characters[index] ?? "";
      if (!["\\", ",", "="].includes(escaped)) {
        throw new SelectorError(`invalid field selector: invalid escape sequence: \\${escaped}`);
      }
      value += escaped;
    } else if (character === "," || character === "=") {
      // The original prints the character's number.
      throw new SelectorError(
        `invalid field selector: unescaped character in value: ${character.codePointAt(0)}`,
      );
    } else value += character;
  }
  return value;
}
