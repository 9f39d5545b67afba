import { isPlainObject, type PlainObject, setMember } from "../codec/json/plain-object.ts";

/** What went through maps of Go has the order of names, at every depth. */
export function sortedWithin(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedWithin);
  if (!isPlainObject(value)) return value;
  const sorted: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) setMember(sorted, key, sortedWithin(value[key]));
  return sorted;
}

/** The real server writes the members of maps in the order of their keys. */
export function sortedByKey(map: PlainObject): PlainObject {
  const sorted: Record<string, unknown> = {};
  for (const key of Object.keys(map).sort()) setMember(sorted, key, map[key]);
  return sorted;
}
