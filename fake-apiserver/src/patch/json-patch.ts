import {
  equalJson,
  isPlainObject,
  type PlainObject,
  setMember,
} from "../codec/json/plain-object.ts";
import { CopyBudget } from "./copy-budget.ts";
import { JsonPatchError } from "./json-patch-error.ts";

/** A JSON patch of more operations than the real server takes: 413. */
export class TooManyOperationsError extends Error {
  override readonly name = "TooManyOperationsError";
}

const operationsMax = 10_000;

/**
 * Applies a JSON patch as the real server does, which is not in every case as RFC 6902 says: `replace` of a missing
 * member adds it. The document is not changed; objects on the way to a change come out with sorted members. What the
 * operations copy, compare and move is limited in all.
 *
 * @param literals numbers of the operations that are not written as they would be printed, by their paths
 * @throws JsonPatchError
 * @throws TooManyOperationsError
 * @see evanphx/json-patch v4
 */
export function applyJsonPatch(
  document: PlainObject,
  operations: readonly unknown[],
  literals: ReadonlyMap<string, string> = new Map(),
): PlainObject {
  if (operations.length > operationsMax) {
    throw new TooManyOperationsError(
      `The allowed maximum operations in a JSON patch is ${operationsMax}, got ${operations.length}`,
    );
  }
  const patching = new Patching(document);
  const unequal = operationsWith(literals);
  for (const [index, operation] of operations.entries()) {
    if (!isPlainObject(operation)) throw new JsonPatchError("an operation must be an object");
    if (operation["op"] === "test" && unequal.has(index)) throw testFailed(operation);
    patching.apply(operation);
  }
  return patching.result();
}

/** Numbers are compared as they are written: `1.0`, of which no object has any, equals nothing. */
function operationsWith(literals: ReadonlyMap<string, string>): ReadonlySet<number> {
  return new Set([...literals.keys()].map((path) => Number(/^\[(\d+)\]/.exec(path)?.[1])));
}

function testFailed(operation: PlainObject): JsonPatchError {
  return new JsonPatchError(`testing value ${String(operation["path"])} failed`);
}

type Members = Record<string, unknown>;
type Container = Members | unknown[];

/** A document under change: containers are copied once, at the first change below them, and changed in place from then on. */
class Patching {
  #root: unknown;
  /** Containers that lie at one place only and may be changed there. */
  readonly #owned = new Set<unknown>();
  /** Containers that were changed, or looked into. */
  readonly #changed = new Set<unknown>();
  readonly #budget = new CopyBudget();

  constructor(document: PlainObject) {
    this.#root = document;
  }

  /** The patched document. @throws JsonPatchError when it is no object any more */
  result(): PlainObject {
    const root = this.#sorted(this.#root);
    if (!isPlainObject(root)) throw new JsonPatchError("the document must stay an object");
    return root;
  }

  apply(operation: PlainObject): void {
    const path = pathOf(operation, "path");
    switch (operation["op"]) {
      case "add":
        this.#add(path, operandOf(operation));
        return;
      case "replace":
        this.#replace(path, operandOf(operation));
        return;
      case "remove":
        this.#remove(path);
        return;
      case "move": {
        const from = pathOf(operation, "from");
        const moved = JsonPatchError.during("from", () => {
          const found = this.#find(from);
          this.#remove(from);
          return found;
        });
        this.#add(path, moved);
        return;
      }
      case "copy": {
        const from = pathOf(operation, "from");
        const found = JsonPatchError.during("from", () => this.#findPart(from));
        this.#add(path, this.#copy(found));
        return;
      }
      case "test":
        this.#test(path, operation);
        return;
      default:
        throw new JsonPatchError(`Unexpected kind: ${String(operation["op"])}`);
    }
  }

  #test(path: readonly string[], operation: PlainObject): void {
    const expected = operation["value"] ?? null;
    if (!equalJson(this.#find(path) ?? null, expected)) throw testFailed(operation);
  }

  /** Lies at two places from now on: the next change at either copies it there. */
  #copy(value: unknown): unknown {
    if (value === undefined) return value;
    this.#budget.copied(value);
    this.#share(value);
    return value;
  }

  #share(value: unknown): void {
    if (!this.#owned.delete(value)) return;
    for (const child of Object.values(value as Members)) this.#share(child);
  }

  #add(path: readonly string[], value: unknown): void {
    const { parent, key } = this.#parentOf(path);
    if (!Array.isArray(parent)) setMember(parent, key, value);
    else {
      const index = key === "-" ? parent.length : indexOf(parent, key, parent.length);
      this.#budget.moved(parent.length - index);
      parent.splice(index, 0, value);
    }
  }

  #replace(path: readonly string[], value: unknown): void {
    if (path.length === 0) {
      this.#changed.add(value);
      this.#root = value;
      return;
    }
    const { parent, key } = this.#parentOf(path);
    if (Array.isArray(parent)) parent[indexOf(parent, key, parent.length - 1)] = value;
    else setMember(parent, key, value);
  }

  #remove(path: readonly string[]): void {
    const { parent, key } = this.#parentOf(path);
    if (Array.isArray(parent)) {
      const index = indexOf(parent, key, parent.length - 1);
      this.#budget.moved(parent.length - index);
      parent.splice(index, 1);
    } else {
      if (!Object.hasOwn(parent, key))
        throw new JsonPatchError(`Unable to remove nonexistent key: ${key}`);
      delete parent[key];
    }
  }

  /** What lies at a path; undefined for a member that is not there. */
  #find(path: readonly string[]): unknown {
    let current = this.#root;
    for (const [depth, key] of path.entries()) {
      // What was looked into is written anew by the library of the real server.
      this.#changed.add(current);
      const isLast = depth === path.length - 1;
      current = isLast ? childOf(current, key) : partOf(current, key);
      if (current === undefined && !isLast) throw new JsonPatchError(`missing path at ${key}`);
    }
    return current;
  }

  #findPart(path: readonly string[]): unknown {
    if (path.length === 0) throw new JsonPatchError("the whole document cannot be copied");
    return this.#find(path);
  }

  /** The container of a path's last part, ready to be changed. */
  #parentOf(path: readonly string[]): { readonly parent: Container; readonly key: string } {
    const key = path.at(-1);
    if (key === undefined) throw new JsonPatchError("the whole document cannot be changed");
    let parent = this.#own(this.#root, path[0] ?? "");
    this.#root = parent;
    for (const [depth, part] of path.slice(0, -1).entries()) {
      const child = partOf(parent, part);
      if (child === undefined) throw new JsonPatchError(`missing path at ${part}`);
      const owned = this.#own(child, path[depth + 1] ?? "");
      if (owned !== child) {
        if (Array.isArray(parent)) parent[indexOf(parent, part, parent.length - 1)] = owned;
        else setMember(parent, part, owned);
      }
      parent = owned;
    }
    return { parent, key };
  }

  #own(container: unknown, key: string): Container {
    if (this.#owned.has(container)) return container as Container;
    if (!Array.isArray(container) && !isPlainObject(container))
      throw new JsonPatchError(`missing path at ${key}`);
    const copy: Container = Array.isArray(container) ? [...container] : membersOf(container);
    this.#owned.add(copy);
    this.#changed.add(copy);
    return copy;
  }

  /** Only containers that were changed are looked through: below others there is nothing of ours. */
  #sorted(value: unknown): unknown {
    if (!this.#changed.has(value)) return value;
    if (Array.isArray(value)) return value.map((item) => this.#sorted(item));
    return sorted(
      Object.entries(value as Members).map(([name, item]) => [name, this.#sorted(item)]),
    );
  }
}

function membersOf(object: PlainObject): Members {
  const copy: Members = {};
  for (const [name, value] of Object.entries(object)) setMember(copy, name, value);
  return copy;
}

/** What a path leads through; undefined where there is nothing, whatever the reason. */
function partOf(container: unknown, key: string): unknown {
  if (Array.isArray(container) && !/^-?(0|[1-9]\d*)$/.test(key)) return undefined;
  if (Array.isArray(container)) return container.at(Number(key));
  return childOf(container, key);
}

function childOf(container: unknown, key: string): unknown {
  if (Array.isArray(container)) return container[indexOf(container, key, container.length - 1)];
  if (!isPlainObject(container)) throw new JsonPatchError(`missing path at ${key}`);
  return Object.hasOwn(container, key) ? container[key] : undefined;
}

function pathOf(operation: PlainObject, member: "path" | "from"): readonly string[] {
  const pointer = operation[member];
  if (typeof pointer !== "string") throw new JsonPatchError(`missing ${member}`);
  if (pointer === "") return [];
  const [, ...parts] = pointer.split("/");
  if (parts.length === 0) throw new JsonPatchError(`${member} ${pointer} names no place`);
  // What stands before the first slash is not looked at, as in the library of the real server.
  return parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function operandOf(operation: PlainObject): unknown {
  return operation["value"] ?? null;
}

/** An object with its members in order, as Go's maps are written. */
export function sorted(entries: readonly (readonly [string, unknown])[]): PlainObject {
  const result: Members = {};
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
