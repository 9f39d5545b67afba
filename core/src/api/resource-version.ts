/**
 * Compares two resourceVersions of one resource: negative, 0 or positive as `a` is older, equal or newer. They
 * are decimal numbers of any length (KEP-5504), so they are compared as text: as numbers they would collide above 2^53.
 *
 * @throws RangeError naming the one that is no positive decimal number.
 */
export function compareResourceVersions(a: string, b: string): number {
  mustBeComparable(a);
  mustBeComparable(b);
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const comparable = /^[1-9][0-9]*$/;

function mustBeComparable(version: string): void {
  if (comparable.test(version)) return;
  throw new RangeError(
    `${JSON.stringify(version)} is no comparable resourceVersion: expected a decimal number without leading zeros`,
  );
}
