import { isPlainObject, type PlainObject } from "../codec/json/plain-object.ts";
import { sorted } from "./json-patch.ts";

/**
 * Applies a JSON merge patch: members that are null go, objects are merged, everything else is replaced. The target is
 * not changed; objects that the patch touches come out with sorted members, as Go writes them.
 *
 * @see RFC 7396, evanphx/json-patch v4 merge.go
 */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (Array.isArray(patch)) return patch.map((item) => withSortedMembers(item));
  if (!isPlainObject(patch)) return patch;
  const merged = new Map(Object.entries(isPlainObject(target) ? target : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, applyMergePatch(merged.get(name), value));
  }
  return sorted([...merged]) satisfies PlainObject;
}

/** Members that are null are nothing, wherever they stand in the patch. */
function withSortedMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedMembers);
  if (!isPlainObject(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return sorted(members.map(([name, member]) => [name, withSortedMembers(member)]));
}
