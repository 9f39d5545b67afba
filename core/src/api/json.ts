/**
 * An integer of up to 64 bits as it comes out of JSON: a number where that is safe (`Number.isSafeInteger`), a `bigint`
 * beyond. Compare as you like (`===` among what was read, `<` also with each other); to calculate, say `Number(…)` or `BigInt(…)`.
 */
export type Int64 = number | bigint;

/**
 * JSON without loss: an integer that no number holds safely (from 2^53 on) is a `bigint` when it fits into 64 bits, as Go's
 * int64 has it; everything else is as `JSON.parse` has it. Where the host cannot say how a number was written (engines
 * before 2024), such integers are rounded, as by `JSON.parse`.
 *
 * @throws SyntaxError
 * @see apimachinery pkg/util/json/json.go
 */
export function parseJson(text: string): unknown {
  if (!hasLongInteger(text)) return JSON.parse(text);
  return JSON.parse(text, exactly as (key: string, value: unknown) => unknown);
}

/** How {@link printJson} prints. */
export interface PrintJsonOptions {
  /** Spaces a level; in one line without. */
  readonly indent?: number;
  /** What stands for a member, as the replacer of `JSON.stringify`. */
  readonly replace?: (name: string, value: unknown) => unknown;
}

/**
 * Prints JSON, integers that are `bigint` included.
 *
 * @throws TypeError for what JSON cannot hold.
 */
export function printJson(value: unknown, options: PrintJsonOptions = {}): string {
  const { indent, replace = same } = options;
  try {
    return JSON.stringify(value, replace === same ? undefined : replace, indent);
  } catch (error) {
    const { rawJSON } = JSON as { readonly rawJSON?: (text: string) => unknown };
    if (!(error instanceof TypeError) || rawJSON === undefined) throw error;
    const print = (name: string, member: unknown): unknown => {
      const shown = replace(name, member);
      return typeof shown === "bigint" ? rawJSON(String(shown)) : shown;
    };
    return JSON.stringify(value, print, indent);
  }
}

function same(_name: string, value: unknown): unknown {
  return value;
}

/** What a number of JSON says, as {@link parseJson} has it; Infinity beyond what a double holds. */
export function jsonNumber(text: string): Int64 {
  const value = Number(text);
  if (Number.isSafeInteger(value) || text.length > int64Length || !/^[-+]?[0-9]+$/.test(text))
    return value;
  const integer = BigInt(text);
  return BigInt.asIntN(64, integer) === integer ? integer : value;
}

/** -2^63 has so many characters. */
const int64Length = 20;

/** 2^53 has so many digits. */
const digitsMin = 16;

/**
 * Looks at one character in sixteen: a row of so many digits has one among them. What has none pays next to nothing, nor
 * does a row that is part of a text or a fraction, such as a digest.
 */
function hasLongInteger(text: string): boolean {
  const { length } = text;
  for (let at = digitsMin - 1; at < length; at += digitsMin) {
    if (!isDigit(text.charCodeAt(at))) continue;
    let first = at;
    let end = at + 1;
    while (isDigit(text.charCodeAt(first - 1))) first -= 1;
    while (isDigit(text.charCodeAt(end))) end += 1;
    if (end - first >= digitsMin && mayBeginNumber(text, first)) return true;
    at = end;
  }
  return false;
}

function mayBeginNumber(text: string, at: number): boolean {
  return at === 0 || "-:,[ \n\r\t".includes(text.charAt(at - 1));
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function exactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  return context?.source === undefined ? value : jsonNumber(context.source);
}
