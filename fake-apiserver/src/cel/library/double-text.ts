/** A fraction of whole numbers that is exactly a double. */
function fractionOf(value: number): readonly [numerator: bigint, denominator: bigint] {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const field = (bits.getUint16(0) >> 4) & 0x7ff;
  const low = bits.getBigUint64(0) & ((1n << 52n) - 1n);
  const digits = field === 0 ? low : low | (1n << 52n);
  const exponent = Math.max(field, 1) - 1075;
  return exponent < 0 ? [digits, 1n << BigInt(-exponent)] : [digits << BigInt(exponent), 1n];
}

/** A finite double with so many digits behind the point, halves rounded to even digits. */
export function fixedText(
  value: number,
  precision: number,
  wholeText: (digits: string) => string = (digits) => digits,
): string {
  const [numerator, denominator] = fractionOf(value);
  const scaled = numerator * 10n ** BigInt(precision);
  const [whole, twice] = [scaled / denominator, (scaled % denominator) * 2n];
  const isUp = twice > denominator || (twice === denominator && whole % 2n === 1n);
  const digits = String(isUp ? whole + 1n : whole).padStart(precision + 1, "0");
  const point = digits.length - precision;
  const fraction = precision === 0 ? "" : `.${digits.slice(point)}`;
  return (value < 0 ? "-" : "") + wholeText(digits.slice(0, point)) + fraction;
}

/** The same with thousands apart by commas. */
export function groupedText(value: number, precision: number): string {
  return fixedText(value, precision, (digits) => BigInt(digits).toLocaleString("en-US"));
}

/** A finite double as `1.500000×10⁰³`: always six digits, halves rounded to even ones. */
export function exponentText(value: number): string {
  const exact = value.toExponential(60);
  const point = exact.indexOf(".");
  const isHalf = /^50*$/.test(exact.slice(point + 7, exact.indexOf("e")));
  const isEven = Number(exact[point + 6]) % 2 === 0;
  const [rounded = "", power = ""] = value.toExponential(6).split("e");
  return `${isHalf && isEven ? exact.slice(0, point + 7) : rounded}×10${superscript(power)}`;
}

function superscript(power: string): string {
  const sign = power.startsWith("-") ? "⁻" : "";
  const digits = power.slice(1).padStart(2, "0");
  return sign + [...digits].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("");
}
