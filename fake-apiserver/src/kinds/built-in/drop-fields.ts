import { isPlainObject, type PlainObject, without } from "../../codec/json/plain-object.ts";

/**
 * The object without the fields at paths like `spec.devices[].taints`; `{}` are the members of a map. What stands before
 * a `?` goes with its last field.
 */
export function dropFields(object: PlainObject, paths: readonly string[]): PlainObject {
  return paths.reduce<PlainObject>(
    (kept, path) => dropAt(kept, path.replaceAll(/\[\]|\{\}/g, ".$&").split(".")) as PlainObject,
    object,
  );
}

function dropAt(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value;
  if (name === "[]") return Array.isArray(value) ? value.map((item) => dropAt(item, rest)) : value;
  if (name === "{}") {
    if (!isPlainObject(value)) return value;
    const members = Object.entries(value).map(([key, member]) => [key, dropAt(member, rest)]);
    return Object.fromEntries(members);
  }
  const isKeptEmpty = !name.endsWith("?");
  const member = isKeptEmpty ? name : name.slice(0, -1);
  if (!isPlainObject(value) || !Object.hasOwn(value, member)) return value;
  if (rest.length === 0) return without(value, member);
  const kept = dropAt(value[member], rest);
  if (kept === value[member]) return value;
  const isGone = !isKeptEmpty && Object.keys(kept as PlainObject).length === 0;
  return isGone ? without(value, member) : { ...value, [member]: kept };
}
