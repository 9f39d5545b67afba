const letterPattern = /\p{L}/u;
const digitPattern = /\p{Nd}/u;

/**
 * The order in which the real server's YAML has its members: by letters, numbers within names by their value.
 *
 * @see sigs.k8s.io/yaml/goyaml.v2 sorter.go
 */
export function compareKeys(one: string, other: string): number {
  const [a, b] = [[...one], [...other]];
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left = "", right = ""] = [a[at], b[at]];
    if (left === right) continue;
    const isLetter = [letterPattern.test(left), letterPattern.test(right)];
    if (isLetter[0] && isLetter[1]) return byCode(left, right);
    if (isLetter[0] || isLetter[1]) return isLetter[1] ? -1 : 1;
    return byNumber(a, b, at) || byCode(left, right);
  }
  return a.length - b.length;
}

function byNumber(a: readonly string[], b: readonly string[], at: number): number {
  const isWithin = (a[at] === "0" || b[at] === "0") && continuesNumber(a, at);
  const [left, right] = [numberAt(a, at, isWithin), numberAt(b, at, isWithin)];
  if (left.value !== right.value) return left.value < right.value ? -1 : 1;
  return left.end - right.end;
}

function byCode(left: string, right: string): number {
  return (left.codePointAt(0) ?? 0) - (right.codePointAt(0) ?? 0);
}

/** A zero that stands behind other digits counts. */
function continuesNumber(letters: readonly string[], at: number): boolean {
  for (let before = at - 1; before >= 0 && digitPattern.test(letters[before] ?? ""); before--)
    if (letters[before] !== "0") return true;
  return false;
}

/** The digits from a place on, as an int64 that overflows as Go's does. */
function numberAt(
  letters: readonly string[],
  at: number,
  isWithin: boolean,
): { readonly value: bigint; readonly end: number } {
  let value = isWithin ? 1n : 0n;
  let end = at;
  for (; end < letters.length && digitPattern.test(letters[end] ?? ""); end++) {
    const digit = BigInt((letters[end]?.codePointAt(0) ?? 0) - 0x30);
    value = BigInt.asIntN(64, value * 10n + digit);
  }
  return { value, end };
}
