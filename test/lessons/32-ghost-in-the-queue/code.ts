/**
 * Which keys a complete list says are gone. It asks everybody who may still speak of an object: what is stored, and what
 * waits to be stored.
 */
export function keysGone(
  listed: ReadonlySet<string>,
  stored: Iterable<string>,
  waiting: Iterable<string>,
): readonly string[] {
  const known = new Set([...stored, ...waiting]);
  return [...known].filter((key) => !listed.has(key)).sort();
}
