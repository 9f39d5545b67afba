import { printJson } from "@informerlab/core";

/** A JSON object whose members may be read by any name. */
export type PlainObject = Readonly<Record<string, unknown>>;

/** True for JSON objects; false for arrays, null and scalars. */
export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as an object, or an empty one. */
export function objectOf(value: unknown): PlainObject {
  return isPlainObject(value) ? value : {};
}

/** The value as a list, or an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as a text, or the empty one. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The value as a number, near for what no number holds, or 0. */
export function numberOf(value: unknown): number {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : 0;
}

/** What a table says of a name that somebody else chose; nothing for `__proto__` and what else every object has. */
export function entryOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** What lies at a path of members; undefined when a part of the path is missing. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const name of path) {
    if (!isPlainObject(current) || !Object.hasOwn(current, name)) return undefined;
    current = current[name];
  }
  return current;
}

/** A copy of `object` with the value at `path` replaced, or removed when undefined; parents are made as needed. */
export function withValueAt<T extends object>(
  object: T,
  path: readonly string[],
  value: unknown,
): T {
  const [name, ...rest] = path;
  if (name === undefined) return object;
  if (rest.length === 0 && value === undefined) return copyWithout(object, [name]);
  const copy: Record<string, unknown> = { ...(object as PlainObject) };
  copy[name] = rest.length > 0 ? withValueAt(objectOf(copy[name]), rest, value) : value;
  return copy as T;
}

/** The object without the named members. */
export function without<T extends object>(object: T, ...names: readonly string[]): T {
  return names.some((name) => Object.hasOwn(object, name)) ? copyWithout(object, names) : object;
}

/** An object from which something was deleted is slow for whoever has it from then on, so that none is made like this. */
function copyWithout<T extends object>(object: T, names: readonly string[]): T {
  const copy: Record<string | symbol, unknown> = {};
  for (const name of Reflect.ownKeys(object)) {
    if (typeof name === "symbol") copy[name] = Reflect.get(object, name);
    else if (!names.includes(name)) setMember(copy, name, Reflect.get(object, name));
  }
  return copy as T;
}

/** Equality of JSON values: the order of members does not count, and one that is undefined is absent. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => equalJson(item, b[index]))
    );
  }
  if (typeof a === "bigint" || typeof b === "bigint") return isSameNumber(a, b);
  if (!isPlainObject(a) || !isPlainObject(b)) return false;
  let members = 0;
  for (const key of Object.keys(a)) {
    if (a[key] === undefined) continue;
    if (!Object.hasOwn(b, key) || !equalJson(a[key], b[key])) return false;
    members += 1;
  }
  for (const key of Object.keys(b)) if (b[key] !== undefined) members -= 1;
  return members === 0;
}

/** A double that is printed as an integer is that integer once it was stored. */
function isSameNumber(a: unknown, b: unknown): boolean {
  return typeof a !== "string" && typeof b !== "string" && String(a) === String(b);
}

/** A text that two JSON values share exactly when they are equal: the members of objects stand in order. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`;
  if (!isPlainObject(value)) return printJson(value) ?? "null";
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalText(value[key])}`);
  return `{${members.join()}}`;
}

/** Assigns a member that may be called `__proto__`, as data. */
export function setMember(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else {
    object[key] = value;
  }
}
