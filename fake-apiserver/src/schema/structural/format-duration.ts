import { Duration } from "../../cel/values/cel-value.ts";
import { durationFromText } from "../../cel/values/times.ts";
import { readInt64 } from "../../codec/go/go-integer.ts";

/** The names of a unit, short and long, and its nanoseconds; what only begins with the last is that unit too. */
const units: readonly { readonly names: readonly string[]; readonly nanos: bigint }[] = [
  { names: ["ns", "nano"], nanos: 1n },
  { names: ["us", "µs", "micro"], nanos: 1_000n },
  { names: ["ms", "milli"], nanos: 1_000_000n },
  { names: ["s", "sec"], nanos: 1_000_000_000n },
  { names: ["m", "min"], nanos: 60_000_000_000n },
  { names: ["h", "hr", "hour"], nanos: 3_600_000_000_000n },
  { names: ["d", "day"], nanos: 86_400_000_000_000n },
  { names: ["w", "wk", "week"], nanos: 604_800_000_000_000n },
];

/**
 * Reads a text of the format `duration`: as Go writes them, or amounts with units that stand anywhere in it, such as
 * `2 weeks and 3 days`.
 *
 * @returns the duration, or why the text is none.
 * @see kube-openapi pkg/validation/strfmt/duration.go ParseDuration
 */
export function durationOfFormat(text: string): Duration | string {
  const plain = durationFromText(text);
  if (plain !== undefined) return plain;
  let sum: bigint | undefined;
  for (const [, digits = "", word = ""] of text.matchAll(/(?<!\d)(\d+)[\t\n\f\r ]*([A-Za-zµ]+)/g)) {
    const amount = readInt64(digits);
    if (typeof amount !== "bigint")
      return `strconv.Atoi: parsing ${JSON.stringify(digits)}: ${amount}`;
    const name = word.toLowerCase();
    const unit = units.find(
      ({ names }) => names.includes(name) || name.startsWith(names.at(-1) ?? name),
    );
    if (unit !== undefined) sum = BigInt.asIntN(64, (sum ?? 0n) + amount * unit.nanos);
  }
  return sum === undefined ? `unable to parse ${text} as duration` : new Duration(sum);
}
