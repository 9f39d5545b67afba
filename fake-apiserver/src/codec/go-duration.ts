/**
 * Durations as Go's `time.ParseDuration` reads them, and the words in which it refuses others.
 *
 * @see Go time/format.go
 */

const unitsMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** The longest duration that an int64 of nanoseconds holds. */
const longestMs = 2 ** 63 / 1e6;

const part = /(\d*)(?:\.(\d*))?([^.\d]*)/y;

/** A duration in milliseconds, or why the text is none. */
export type DurationResult = { readonly milliseconds: number } | { readonly problem: string };

/** Reads `1h30m`, `-1.5s`, `0`. */
export function parseGoDuration(text: string): DurationResult {
  const quoted = JSON.stringify(text);
  const invalid = { problem: `time: invalid duration ${quoted}` };
  const sign = text.startsWith("-") ? -1 : 1;
  const unsigned = /^[+-]/.test(text) ? text.slice(1) : text;
  if (unsigned === "0") return { milliseconds: 0 };
  if (unsigned === "") return invalid;
  let sum = 0;
  part.lastIndex = 0;
  while (part.lastIndex < unsigned.length) {
    const [all = "", whole = "", fraction = "", unit = ""] = part.exec(unsigned) ?? [];
    if (all === "" || (whole === "" && fraction === "")) return invalid;
    if (unit === "") return { problem: `time: missing unit in duration ${quoted}` };
    const factor = Object.hasOwn(unitsMs, unit) ? unitsMs[unit] : undefined;
    if (factor === undefined)
      return { problem: `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}` };
    sum += Number(`${whole}.${fraction}0`) * factor;
    if (sum > longestMs) return invalid;
  }
  return { milliseconds: sign * sum };
}
