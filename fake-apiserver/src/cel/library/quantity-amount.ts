/** A quantity as Go keeps it that fits into 64 bits: so many units of a power of ten. */
export interface QuantityAmount {
  readonly value: bigint;
  readonly scale: number;
}

const decimalPowers = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const binarySuffixes = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
/** So many digits are sure to fit. */
const digitsMax = 18;

/**
 * How Go keeps a quantity; undefined where 64 bits are not enough for it, or not surely.
 *
 * @see k8s.io/apimachinery pkg/api/resource/quantity.go ParseQuantity
 */
export function amountOfQuantity(text: string): QuantityAmount | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(\D.*)?$/s.exec(text);
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", suffix = ""] = match;
  const count = (whole.replace(/^0+/, "") || "0").length + fraction.length;
  if (count > digitsMax) return undefined;
  const digits = BigInt(`${whole}${fraction}` || "0");
  const value = sign === "-" ? -digits : digits;
  const binary = binarySuffixes.indexOf(suffix) + 1;
  if (binary > 0) {
    if (fraction !== "" || count > 14 - 3 * binary) return undefined;
    return { value: value << BigInt(10 * binary), scale: 0 };
  }
  const at = decimalPowers.indexOf(suffix);
  const scale = (at < 0 ? Number(suffix.slice(1)) : 3 * (at - 3)) - fraction.length;
  return scale < -9 ? undefined : { value, scale };
}

/** The sum in the finer unit of both; undefined where it does not fit. */
export function addAmounts(a: QuantityAmount, b: QuantityAmount): QuantityAmount | undefined {
  if (b.value === 0n) return a;
  if (a.value === 0n) return b;
  const scale = Math.min(a.scale, b.scale);
  const [one, other] = [scaledTo(scale, a), scaledTo(scale, b)];
  if (one === undefined || other === undefined) return undefined;
  return fitting(one + other) === undefined ? undefined : { value: one + other, scale };
}

/** The amount as an integer: none where it is kept in parts of one, even where they make whole ones. */
export function integerOfAmount(amount: QuantityAmount): bigint | undefined {
  return amount.scale < 0 ? undefined : scaledTo(0, amount);
}

/** The amount as a float, as Go multiplies. */
export function floatOfAmount({ value, scale }: QuantityAmount): number {
  return scale === 0 ? Number(value) : Number(value) * Number(`1e${scale}`);
}

function scaledTo(scale: number, amount: QuantityAmount): bigint | undefined {
  const power = amount.scale - scale;
  if (amount.value === 0n) return 0n;
  return power > digitsMax ? undefined : fitting(amount.value * 10n ** BigInt(power));
}

function fitting(value: bigint): bigint | undefined {
  return BigInt.asIntN(64, value) === value ? value : undefined;
}
