/**
 * Arithmetic of CRC-32: polynomials over two elements, modulo the one of gzip, with the highest power in the lowest bit.
 *
 * @see zlib crc32.c, which combines checksums in the same way
 */
const polynomial = 0xedb8_8320;
const one = 0x8000_0000;
const x = 0x4000_0000;
const bitsOfByteExponent = 3;

/** The checksum of two parts, one behind the other, from the checksums of each and the bytes of the second. */
export function combinedChecksum(first: number, second: number, secondLength: number): number {
  return (product(powerOfBytes(secondLength), first) ^ second) >>> 0;
}

/** x to the power of 2 to the power of the index. */
const powers: readonly number[] = powersOf(32);

function powersOf(count: number): number[] {
  const found = [x];
  while (found.length < count) {
    const last = found.at(-1) ?? x;
    found.push(product(last, last));
  }
  return found;
}

/** x to the power of eight times the number of bytes: a shift by so many. */
function powerOfBytes(bytes: number): number {
  let power = one;
  let exponent = bitsOfByteExponent;
  for (let rest = bytes; rest > 0; rest = Math.floor(rest / 2), exponent += 1) {
    if (rest % 2 === 1) power = product(powers[exponent % powers.length] ?? one, power);
  }
  return power;
}

function product(a: number, b: number): number {
  let sum = 0;
  let shifted = b;
  for (let bit = 31; bit >= 0; bit--) {
    if (((a >>> bit) & 1) === 1) sum ^= shifted;
    shifted = (shifted & 1) === 1 ? (shifted >>> 1) ^ polynomial : shifted >>> 1;
  }
  return sum >>> 0;
}
