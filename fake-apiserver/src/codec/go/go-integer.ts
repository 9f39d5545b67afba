/**
 * A whole number of 64 bits, as Go's strconv reads it; or what is wrong with the text.
 *
 * @see strconv atoi.go ParseInt
 */
export function readInt64(text: string): bigint | "invalid syntax" | "value out of range" {
  if (!/^[+-]?\d+$/.test(text)) return "invalid syntax";
  const digits = text.replace(/^[+-]?0*/, "");
  // Longer ones are out of range whatever they say, and dear to read.
  if (digits.length > 19) return "value out of range";
  const value = text.startsWith("-") ? -BigInt(digits) : BigInt(digits);
  return BigInt.asIntN(64, value) === value ? value : "value out of range";
}
