import { BoundedCache } from "../bytes/bounded-cache.ts";

/**
 * Quantities: the numbers with suffixes of resource lists. Kept as an integer mantissa and a power of ten, so
 * that nothing is rounded that Kubernetes does not round.
 *
 * @see apimachinery pkg/api/resource/quantity.go
 */

const syntax = /^([+-]?)(\d*)(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?\d+)?$/;

const decimalPowers: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binaryPowers: Readonly<Record<string, number>> = {
  Ki: 10,
  Mi: 20,
  Gi: 30,
  Ti: 40,
  Pi: 50,
  Ei: 60,
};

const shape = /^[+-]?\d*(?:\.\d*)?(?:[eEinumkKMGTP]+[+-]?\d*|[+-]\d*)?$/;

/** What a quantity that cannot be read is refused with. It need not have digits. */
export function quantityProblem(text: string): string {
  return text !== "" && shape.test(text)
    ? "unable to parse quantity's suffix"
    : "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
}

/** Larger powers of ten are not worked with. */
const powerMax = 1000;

/** The largest quantity with a binary suffix, in nanos: more is taken for it. */
const binaryMax = (2n ** 63n - 1n) * 1_000_000_000n;

const nanosOfMilli = 1_000_000n;

/** How a quantity was written, which decides how it is written again. */
type QuantityFormat = "decimal" | "binary" | "exponent";

/** A quantity as a count of nanos (10⁻⁹), rounded up. */
interface Quantity {
  readonly nanos: bigint;
  readonly format: QuantityFormat;
}

/** The canonical text of a quantity: `1024Mi` is `1Gi`, `0.1` is `100m`. Undefined when it is none. */
export function canonicalQuantity(value: unknown): string | undefined {
  const quantity = parseQuantity(value);
  return quantity === undefined ? undefined : quantityText(quantity);
}

/**
 * A quantity as Go prints it that has read it: where its digits and its suffix need no change, its text is kept, so that
 * `+1`, `01` and `1.500` stay as they are. Undefined when it is none.
 */
export function printedQuantity(value: unknown): string | undefined {
  const text = String(value);
  return keepsItsText(text) ? text : canonicalQuantity(value);
}

/** Whether Go keeps the text of a quantity together with its value. @see quantity.go ParseQuantity */
export function keepsItsText(text: string): boolean {
  if (text === "0") return true;
  const match = syntax.exec(text);
  if (match === null) return false;
  const [, , whole = "", fraction = "", suffix = ""] = match;
  const digits = whole.replace(/^0+/, "") || "0";
  const binary = binaryPowers[suffix];
  if (binary !== undefined) {
    const digitsMax = 14 - Math.trunc((binary * 3) / 10);
    return fraction === "" && digits.length <= digitsMax && BigInt(digits) % 8n !== 0n;
  }
  const shifted = `${digits}${fraction}`;
  const scale = decimalPower(suffix) - fraction.length;
  return (
    shifted.length <= 18 &&
    scale >= -9 &&
    scale % 3 === 0 &&
    !shifted.endsWith("000") &&
    !shifted.startsWith("0")
  );
}

/** A quantity in whole thousandths, away from zero; what is no quantity stays as it is. */
export function roundedToMilli(value: unknown): unknown {
  return roundedTo(nanosOfMilli, value);
}

/** A quantity without a fraction, away from zero; what is no quantity stays as it is. */
export function roundedToWhole(value: unknown): unknown {
  return roundedTo(1_000_000_000n, value);
}

function roundedTo(unit: bigint, value: unknown): unknown {
  const quantity = parseQuantity(value);
  if (quantity === undefined) return value;
  const { nanos, format } = quantity;
  const rest = nanos % unit;
  if (rest === 0n) return value;
  const away = rest < 0n ? -unit : unit;
  return quantityText({ nanos: nanos - rest + away, format });
}

/** Compares two quantities: negative, zero or positive. Texts that are no quantities count as zero. */
export function compareQuantities(a: unknown, b: unknown): number {
  const difference = (parseQuantity(a)?.nanos ?? 0n) - (parseQuantity(b)?.nanos ?? 0n);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** True when below zero. */
export function isNegativeQuantity(value: unknown): boolean {
  return compareQuantities(value, "0") < 0;
}

/** True when without a fraction. */
export function isWholeQuantity(value: unknown): boolean {
  return (parseQuantity(value)?.nanos ?? 0n) % 1_000_000_000n === 0n;
}

/** Texts of more characters are read and printed once: a request asks of each many times, and a million digits take half a second. */
const longCharacters = 64;
const longOnes = new BoundedCache<Quantity>(8 * 1024 * 1024);
const longTexts = new WeakMap<Quantity, string>();

function parseQuantity(value: unknown): Quantity | undefined {
  const text = typeof value === "number" || typeof value === "bigint" ? String(value) : value;
  if (typeof text !== "string" || text === "") return undefined;
  if (text.length <= longCharacters) return read(text);
  const known = longOnes.get(text);
  if (known !== undefined) return known;
  const quantity = read(text);
  if (quantity !== undefined) longOnes.set(text, quantity);
  return quantity;
}

function read(text: string): Quantity | undefined {
  const match = syntax.exec(text);
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", suffix = ""] = match;
  const digits = BigInt(`${whole}${fraction}` || "0");
  const binary = binaryPowers[suffix];
  const power = decimalPower(suffix);
  if (Math.abs(power) > powerMax) return undefined;
  const scaled = binary === undefined ? digits : digits << BigInt(binary);
  const exact = scaleUp(scaled, power + 9 - fraction.length);
  const nanos = binary !== undefined && exact > binaryMax ? binaryMax : exact;
  return {
    nanos: sign === "-" ? -nanos : nanos,
    format: binary !== undefined ? "binary" : isExponent(suffix) ? "exponent" : "decimal",
  };
}

/** The power of ten that a suffix says; none of a binary one. */
function decimalPower(suffix: string): number {
  return isExponent(suffix) ? Number(suffix.slice(1)) : (decimalPowers[suffix] ?? 0);
}

function isExponent(suffix: string): boolean {
  return /^[eE][+-]?\d/.test(suffix);
}

/** Multiplies by a power of ten; what does not fit is rounded away from zero, as Kubernetes does. */
function scaleUp(value: bigint, power: number): bigint {
  if (power >= 0) return value * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (value + divisor - 1n) / divisor;
}

function quantityText(quantity: Quantity): string {
  const known = longTexts.get(quantity);
  if (known !== undefined) return known;
  const text = printed(quantity);
  if (text.length > longCharacters) longTexts.set(quantity, text);
  return text;
}

function printed({ nanos, format }: Quantity): string {
  if (nanos === 0n) return "0";
  const sign = nanos < 0n ? "-" : "";
  const magnitude = nanos < 0n ? -nanos : nanos;
  const isWhole = magnitude % 1_000_000_000n === 0n;
  // Binary suffixes cannot say fractions, nor numbers below 1024.
  if (format === "binary" && isWhole && magnitude >= 1024n * 1_000_000_000n) {
    return sign + binaryText(magnitude / 1_000_000_000n);
  }
  return sign + decimalText(magnitude, format === "exponent");
}

function binaryText(whole: bigint): string {
  let value = whole;
  let step = 0;
  const suffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
  while (step < suffixes.length - 1 && value % 1024n === 0n) {
    value /= 1024n;
    step += 1;
  }
  return `${value}${suffixes[step]}`;
}

function decimalText(nanos: bigint, isExponent: boolean): string {
  const suffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
  const digits = String(nanos);
  let end = digits.length;
  while (digits[end - 1] === "0") end -= 1;
  const thousands = Math.floor((digits.length - end) / 3);
  const steps = isExponent ? thousands : Math.min(thousands, suffixes.length - 1);
  const value = digits.slice(0, digits.length - steps * 3);
  if (!isExponent) return `${value}${suffixes[steps]}`;
  const power = steps * 3 - 9;
  return power === 0 ? value : `${value}e${power}`;
}

/** The sum of two quantities, in the format of the first that is not zero; what is no quantity counts as zero. */
export function addQuantities(a: unknown, b: unknown): string {
  return combine(a, b, (one, other) => one + other);
}

/** The difference of two quantities. */
export function subtractQuantities(a: unknown, b: unknown): string {
  return combine(a, b, (one, other) => one - other);
}

/** A quantity as a number, for ratios: exact up to 2^53 nanos, near beyond. */
export function quantityNumber(value: unknown): number {
  return Number(parseQuantity(value)?.nanos ?? 0n) / 1e9;
}

/** A quantity as the float that Go makes of many digits: nanos times a billionth, whose last digit may differ. */
export function quantityFloat(value: unknown): number {
  return Number(parseQuantity(value)?.nanos ?? 0n) * 1e-9;
}

function combine(a: unknown, b: unknown, of: (one: bigint, other: bigint) => bigint): string {
  const [one, other] = [parseQuantity(a), parseQuantity(b)];
  const leading = one === undefined || one.nanos === 0n ? (other ?? one) : one;
  return quantityText({
    nanos: of(one?.nanos ?? 0n, other?.nanos ?? 0n),
    format: leading?.format ?? "decimal",
  });
}
