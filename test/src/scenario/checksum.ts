/** Fletcher-16: finds every changed, lost or swapped character of a short text with high probability. */
export function checksum(bytes: readonly number[]): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 255;
    high = (high + low) % 255;
  }
  return (high << 8) | low;
}
