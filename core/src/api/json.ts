/**
 * JSON without loss: an integer that a number cannot hold or print (beyond 2^53) is a `bigint` when it fits into 64 bits, as Go's
 * int64 has it; everything else is as `JSON.parse` has it. Where the host cannot say how a number was written (engines
 * before 2024), such integers are rounded, as by `JSON.parse`.
 *
 * @throws SyntaxError
 * @see apimachinery pkg/util/json/json.go
 */
export function parseJson(text: string): unknown {
  if (!hasLongDigits(text)) return JSON.parse(text);
  return JSON.parse(text, exactly as (key: string, value: unknown) => unknown);
}

/** Prints JSON, integers that are `bigint` included. @throws TypeError for what JSON cannot hold. */
export function printJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    const { rawJSON } = JSON as { readonly rawJSON?: (text: string) => unknown };
    if (!(error instanceof TypeError) || rawJSON === undefined) throw error;
    return JSON.stringify(value, (_key, member: unknown) =>
      typeof member === "bigint" ? rawJSON(String(member)) : member,
    );
  }
}

/** 2^53 has so many digits. */
const digitsMin = 16;

/** Looks at one character in sixteen: a row of so many digits has one among them. What has none pays next to nothing. */
function hasLongDigits(text: string): boolean {
  for (let at = digitsMin - 1; at < text.length; at += digitsMin) {
    if (isDigit(text, at) && digitsAround(text, at) >= digitsMin) return true;
  }
  return false;
}

function digitsAround(text: string, at: number): number {
  let first = at;
  let end = at + 1;
  while (isDigit(text, first - 1)) first -= 1;
  while (isDigit(text, end)) end += 1;
  return end - first;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

function exactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  if (source === undefined || !/^-?[0-9]+$/.test(source)) return value;
  const integer = BigInt(source);
  // A number that holds it, and is printed as it was written, loses nothing.
  if (String(value) === source && BigInt(value) === integer) return value;
  return BigInt.asIntN(64, integer) === integer ? integer : value;
}
