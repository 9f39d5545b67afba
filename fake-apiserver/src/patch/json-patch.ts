import { copyJson } from "@informerlab/core";
import { equalJson, isPlainObject, type PlainObject, setMember } from "../codec/plain-object.ts";

/** A JSON patch that cannot be applied: 422, whatever the reason. */
export class JsonPatchError extends Error {
  override readonly name = "JsonPatchError";
}

/** Operations of one patch, as many as the real server takes. */
const operationsMax = 10_000;

/**
 * Applies a JSON patch as the real server does, which is not in every case as RFC 6902 says: `replace` of a missing
 * member adds it. The document is not changed; objects on the way to a change come out with sorted members.
 *
 * @throws JsonPatchError
 * @see evanphx/json-patch v4
 */
export function applyJsonPatch(document: PlainObject, operations: readonly unknown[]): PlainObject {
  if (operations.length > operationsMax) {
    throw new JsonPatchError(
      `The allowed maximum operations in a JSON patch is ${operationsMax}, got ${operations.length}`,
    );
  }
  let current: unknown = document;
  for (const operation of operations) {
    if (!isPlainObject(operation)) throw new JsonPatchError("an operation must be an object");
    current = applyOperation(current, operation);
  }
  if (!isPlainObject(current)) throw new JsonPatchError("the document must stay an object");
  return current;
}

function applyOperation(document: unknown, operation: PlainObject): unknown {
  const path = pathOf(operation, "path");
  const isWhole = path.length === 0 && (operation["op"] === "add" || operation["op"] === "replace");
  if (isWhole) return patchValueOf(operation);
  switch (operation["op"]) {
    case "add":
      return change(document, path, (parent, key) => add(parent, key, patchValueOf(operation)));
    case "remove":
      return change(document, path, remove);
    case "replace":
      return change(document, path, (parent, key) => replace(parent, key, patchValueOf(operation)));
    case "move": {
      const from = pathOf(operation, "from");
      const moved = find(document, from);
      return change(change(document, from, remove), path, (parent, key) => add(parent, key, moved));
    }
    case "copy": {
      const copied = copyJson(find(document, pathOf(operation, "from")));
      return change(document, path, (parent, key) => add(parent, key, copied));
    }
    case "test":
      if (!equalJson(find(document, path) ?? null, operation["value"] ?? null)) {
        throw new JsonPatchError(`testing value ${String(operation["path"])} failed`);
      }
      return document;
    default:
      throw new JsonPatchError(`Unexpected kind: ${String(operation["op"])}`);
  }
}

function pathOf(operation: PlainObject, member: "path" | "from"): readonly string[] {
  const pointer = operation[member];
  if (typeof pointer !== "string") throw new JsonPatchError(`missing ${member}`);
  if (pointer === "") return [];
  if (!pointer.startsWith("/")) throw new JsonPatchError(`${member} ${pointer} must begin with /`);
  return pointer
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function patchValueOf(operation: PlainObject): unknown {
  return operation["value"] ?? null;
}

/** What lies at a path; undefined for a member that is not there. */
function find(document: unknown, path: readonly string[]): unknown {
  let current = document;
  for (const key of path) {
    if (Array.isArray(current)) current = current[indexOf(current, key, current.length - 1)];
    else if (isPlainObject(current))
      current = Object.hasOwn(current, key) ? current[key] : undefined;
    else throw new JsonPatchError(`missing path at ${key}`);
  }
  return current;
}

type Container = PlainObject | readonly unknown[];

/** Rebuilds the containers along a path around a change of the innermost. */
function change(
  document: unknown,
  path: readonly string[],
  edit: (parent: Container, key: string) => Container,
): unknown {
  const [key, ...rest] = path;
  if (key === undefined) throw new JsonPatchError("the whole document cannot be changed");
  if (!Array.isArray(document) && !isPlainObject(document))
    throw new JsonPatchError(`missing path at ${key}`);
  if (rest.length === 0) return edit(document, key);
  const child = find(document, [key]);
  if (child === undefined) throw new JsonPatchError(`missing path at ${key}`);
  return put(document, key, change(child, rest, edit));
}

function add(parent: Container, key: string, value: unknown): Container {
  if (!Array.isArray(parent)) return put(parent, key, value);
  const index = key === "-" ? parent.length : indexOf(parent, key, parent.length);
  return [...parent.slice(0, index), value, ...parent.slice(index)];
}

function replace(parent: Container, key: string, value: unknown): Container {
  if (Array.isArray(parent)) indexOf(parent, key, parent.length - 1);
  return put(parent, key, value);
}

function remove(parent: Container, key: string): Container {
  if (Array.isArray(parent)) {
    const index = indexOf(parent, key, parent.length - 1);
    return parent.filter((_, at) => at !== index);
  }
  if (!Object.hasOwn(parent, key))
    throw new JsonPatchError(`Unable to remove nonexistent key: ${key}`);
  return sorted(Object.entries(parent).filter(([name]) => name !== key));
}

function put(parent: Container, key: string, value: unknown): Container {
  if (Array.isArray(parent)) {
    const index = indexOf(parent, key, parent.length - 1);
    return parent.map((item, at) => (at === index ? value : item));
  }
  return sorted([...Object.entries(parent).filter(([name]) => name !== key), [key, value]]);
}

/** An object with its members in order, as Go's maps are written. */
export function sorted(entries: readonly (readonly [string, unknown])[]): PlainObject {
  const result: Record<string, unknown> = {};
  for (const [name, value] of [...entries].sort(([a], [b]) => (a < b ? -1 : 1)))
    setMember(result, name, value);
  return result;
}

/** Negative indexes count from the end. */
function indexOf(list: readonly unknown[], key: string, indexMax: number): number {
  if (!/^-?(0|[1-9]\d*)$/.test(key)) throw new JsonPatchError(`${key} is no index of a list`);
  const number = Number(key);
  const index = number < 0 ? list.length + number : number;
  if (index < 0 || index > indexMax)
    throw new JsonPatchError(`Unable to access invalid index: ${key}`);
  return index;
}
