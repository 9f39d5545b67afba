/** True when two JSON values say the same; members that are undefined count as absent. */
export function equalJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) {
    return false;
  }
  if (Array.isArray(left) || Array.isArray(right)) {
    return (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((element, index) => equalJson(element, right[index]))
    );
  }
  const leftMembers = left as Readonly<Record<string, unknown>>;
  const rightMembers = right as Readonly<Record<string, unknown>>;
  let members = 0;
  for (const name of Object.keys(leftMembers)) {
    if (leftMembers[name] === undefined) continue;
    if (!equalJson(leftMembers[name], rightMembers[name])) return false;
    members += 1;
  }
  for (const name of Object.keys(rightMembers)) {
    if (rightMembers[name] !== undefined) members -= 1;
  }
  return members === 0;
}
