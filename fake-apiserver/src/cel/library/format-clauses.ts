/** One piece of a format: text as it is, or a clause for the next value. */
export type FormatPiece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "clause"; readonly clause: string; readonly precision: number | undefined };

/** A format that cannot be read. */
export class FormatError extends Error {
  override readonly name = "FormatError";
}

/**
 * Reads `%s is %.2f`.
 *
 * @throws FormatError
 * @see cel-go ext/formatting.go
 */
export function parseFormat(format: string, valueCount: number): readonly FormatPiece[] {
  const pieces: FormatPiece[] = [];
  let clauses = 0;
  for (let at = 0; at < format.length; ) {
    const next = format.indexOf("%", at);
    if (next < 0) {
      pieces.push({ kind: "text", text: format.slice(at) });
      break;
    }
    if (next > at) pieces.push({ kind: "text", text: format.slice(at, next) });
    if (format[next + 1] === "%") {
      pieces.push({ kind: "text", text: "%" });
      at = next + 2;
      continue;
    }
    if (clauses >= valueCount) throw new FormatError(`index ${clauses} out of range`);
    clauses++;
    const clause = /%(?:\.(\d*))?([\s\S]?)/uy;
    clause.lastIndex = next;
    const [whole = "", digits, letter = ""] = clause.exec(format) ?? [];
    pieces.push(readClause(digits, letter, next + 1 >= format.length));
    at = next + whole.length;
  }
  return pieces;
}

function readClause(digits: string | undefined, letter: string, isAtEnd: boolean): FormatPiece {
  if (isAtEnd) throw new FormatError("unexpected end of string");
  if (letter === "") {
    throw new FormatError(
      "could not parse formatting clause: error while parsing precision: could not find end of precision specifier",
    );
  }
  if (digits === "") {
    throw new FormatError(
      'could not parse formatting clause: error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax',
    );
  }
  if (!"sdfebxXo".includes(letter))
    throw new FormatError(
      `could not parse formatting clause: unrecognized formatting clause "${letter}"`,
    );
  const precision = digits === undefined ? undefined : Math.min(Number(digits), 100);
  return { kind: "clause", clause: letter, precision };
}

/** Kinds of values that each clause takes, and the words for others. */
export const clauseRules: Readonly<
  Record<string, { readonly kinds: readonly string[]; readonly refusal: string }>
> = {
  s: {
    kinds: [
      "list",
      "map",
      "int",
      "uint",
      "double",
      "bool",
      "string",
      "timestamp",
      "bytes",
      "duration",
      "type",
      "null",
    ],
    refusal:
      "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given",
  },
  d: {
    kinds: ["int", "uint"],
    refusal: "decimal clause can only be used on integers, was given",
  },
  f: {
    kinds: ["double", "string"],
    refusal: "fixed-point clause can only be used on doubles, was given",
  },
  e: {
    kinds: ["double", "string"],
    refusal: "scientific clause can only be used on doubles, was given",
  },
  b: {
    kinds: ["int", "uint", "bool"],
    refusal: "only integers and bools can be formatted as binary, was given",
  },
  x: {
    kinds: ["int", "uint", "string", "bytes"],
    refusal: "only integers, byte buffers, and strings can be formatted as hex, was given",
  },
  o: {
    kinds: ["int", "uint"],
    refusal: "octal clause can only be used on integers, was given",
  },
};
