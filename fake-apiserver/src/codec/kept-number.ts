import { failureStatus, StatusError } from "@informerlab/core";

const [int64Min, int64Max] = [-(2n ** 63n), 2n ** 63n - 1n];

/**
 * A number as a double. An integer that an int64 holds and a double does not would be stored as another one, and so is
 * refused by name (law two); beyond int64 the real server reads doubles, too.
 *
 * @throws StatusError 501 for such an integer; 400 for what no double holds.
 */
export function keptNumber(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value)) throw refused(400, "BadRequest", beyondDouble(text));
  if (Number.isSafeInteger(value) || !/^[-+]?\d+$/.test(text)) return value;
  const exact = BigInt(text);
  // What JavaScript writes for the double is what clients would read.
  const isKept = exact < int64Min || exact > int64Max || String(value) === exact.toString();
  if (isKept) return value;
  throw refused(
    501,
    "FakeUnsupported",
    `the fake apiserver does not support the integer ${exact}; it keeps integers up to 2^53 (9007199254740992) exactly, and would store this one as ${value}`,
  );
}

function beyondDouble(text: string): string {
  return `json: cannot unmarshal number ${text} into Go value of type float64`;
}

function refused(code: number, reason: string, message: string): StatusError {
  return new StatusError(failureStatus({ code, reason, message }));
}
