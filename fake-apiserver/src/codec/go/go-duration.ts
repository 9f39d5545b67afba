import { toUtf8 } from "../bytes/base64.ts";

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
  const quoted = quotedTime(text);
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
      return { problem: `time: unknown unit ${quotedTime(unit)} in duration ${quoted}` };
    sum += Number(`${whole}.${fraction}0`) * factor;
    if (sum > longestMs) return invalid;
  }
  return { milliseconds: sign * sum };
}

/** The milliseconds of a text that was looked at before; 0 for what is no duration. */
export function millisecondsIn(text: string): number {
  const parsed = parseGoDuration(text);
  return "problem" in parsed ? 0 : parsed.milliseconds;
}

/** By bytes. @see Go time/format_rfc3339.go quote */
function quotedTime(text: string): string {
  const bytes = [...toUtf8(text)].map((byte) => {
    if (byte < 0x20 || byte >= 0x80) return `\\x${byte.toString(16).padStart(2, "0")}`;
    const letter = String.fromCharCode(byte);
    return letter === '"' || letter === "\\" ? `\\${letter}` : letter;
  });
  return `"${bytes.join("")}"`;
}

/** A duration as Go prints it: `1h0m0s`, `1.5s`, `250µs`. @see Go time.go Duration.String */
export function goDurationText(milliseconds: number): string {
  const sign = milliseconds < 0 ? "-" : "";
  const nanoseconds = Math.round(Math.abs(milliseconds) * 1e6);
  if (nanoseconds === 0) return "0s";
  for (const [unit, size] of [
    ["ns", 1],
    ["µs", 1e3],
    ["ms", 1e6],
  ] as const)
    if (nanoseconds < size * 1000) return `${sign}${nanoseconds / size}${unit}`;
  const seconds = Math.floor(nanoseconds / 1e9);
  const rest = `${(seconds % 60) + (nanoseconds % 1e9) / 1e9}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${sign}${rest}`;
  const hours = Math.floor(minutes / 60);
  return `${sign}${hours === 0 ? "" : `${hours}h`}${minutes % 60}m${rest}`;
}
