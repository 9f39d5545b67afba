import { isWhole } from "../../codec/json/kept-number.ts";
import { isPlainObject } from "../../codec/json/plain-object.ts";
import type { ArrayBounds, PathList, PathNode } from "./path-node.ts";

/** A path that leads nowhere in a value: an index beyond a list, a comparison of what cannot be compared. */
export class PathFailure extends Error {
  override readonly name = "PathFailure";
  /** What had been found until then: a filter that asks whether there is something goes by it. */
  readonly found: readonly unknown[];

  constructor(found: readonly unknown[]) {
    super("the path leads nowhere");
    this.found = found;
  }
}

/** Paths that descend again and again visit more of an object than there is of it: that ends here. */
const visitedMax = 100_000;

/**
 * What a path finds in a value.
 *
 * @throws PathFailure
 * @see client-go util/jsonpath/jsonpath.go, with missing keys allowed
 */
export function findInPath(value: unknown, list: PathList): readonly unknown[] {
  return new PathWalk().list([value], list);
}

const isNull = (value: unknown): boolean => value === null || value === undefined;

class PathWalk {
  #left = visitedMax;

  list(values: readonly unknown[], list: PathList): readonly unknown[] {
    return list.reduce((found, node) => this.#walk(found, node), values);
  }

  #walk(values: readonly unknown[], node: PathNode): readonly unknown[] {
    this.#left -= values.length + 1;
    if (this.#left < 0) throw new PathFailure([]);
    switch (node.kind) {
      case "text":
        return [node.text];
      case "number":
      case "boolean":
        return values.map(() => (node.kind === "number" ? new WrittenNumber(node) : node.value));
      case "field":
        return values.flatMap((value) =>
          isPlainObject(value) && Object.hasOwn(value, node.name) ? [value[node.name]] : [],
        );
      case "array":
        return arrayItems(values, node.bounds);
      case "filter":
        return this.#filtered(values, node);
      case "union":
        return node.lists.flatMap((list) => this.#within(values, list));
      case "wildcard":
        return values.flatMap(membersOf);
      case "recursive":
        return this.#descendants(values);
      default:
        throw new PathFailure(values);
    }
  }

  #within(values: readonly unknown[], list: PathList): readonly unknown[] {
    try {
      return this.list(values, list);
    } catch (error) {
      throw error instanceof PathFailure ? new PathFailure(values) : error;
    }
  }

  /** Each value that has something in it, before what is in it. */
  #descendants(values: readonly unknown[]): readonly unknown[] {
    const found: unknown[] = [];
    const open = [...values].reverse();
    while (open.length > 0) {
      const value = open.pop();
      const members = membersOf(value);
      this.#left -= members.length + 1;
      if (this.#left < 0) throw new PathFailure([]);
      if (members.length > 0) found.push(value);
      for (let at = members.length - 1; at >= 0; at--) open.push(members[at]);
    }
    return found;
  }

  #filtered(
    values: readonly unknown[],
    filter: PathNode & { readonly kind: "filter" },
  ): readonly unknown[] {
    const found: unknown[] = [];
    for (const value of values) {
      if (!Array.isArray(value)) throw new PathFailure(values);
      for (const item of value as readonly unknown[])
        if (this.#passes(item, filter, values)) found.push(item);
    }
    return found;
  }

  #passes(
    item: unknown,
    { left, right, operator }: PathNode & { readonly kind: "filter" },
    values: readonly unknown[],
  ): boolean {
    if (operator === "exists") return this.#foundOf(item, left).length > 0;
    const lefts = this.#within([item], left);
    if (lefts.length === 0) return false;
    if (lefts.length > 1) throw new PathFailure(values);
    const rights = this.#within([item], right);
    if (rights.length === 0) return false;
    const order = rights.length > 1 ? undefined : comparison(lefts[0], rights[0], operator);
    if (order === undefined) throw new PathFailure(values);
    return order;
  }

  #foundOf(item: unknown, list: PathList): readonly unknown[] {
    try {
      return this.list([item], list);
    } catch (error) {
      if (error instanceof PathFailure) return error.found;
      throw error;
    }
  }
}

/** A number of the path itself. */
class WrittenNumber {
  readonly value: number;
  readonly isWhole: boolean;

  constructor({ value, isWhole }: { readonly value: number; readonly isWhole: boolean }) {
    this.value = value;
    this.isWhole = isWhole;
  }
}

/** What a map, a list or a text has in it. */
function membersOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === "string") return new Array<unknown>(value.length).fill(undefined);
  return isPlainObject(value) ? Object.values(value) : [];
}

function arrayItems(values: readonly unknown[], bounds: ArrayBounds): readonly unknown[] {
  const found: unknown[] = [];
  for (const value of values) {
    if (isNull(value)) continue;
    if (!Array.isArray(value)) throw new PathFailure(values);
    const { length } = value;
    const from = fromEnd(bounds.from ?? 0, length);
    const to = bounds.isDerived && bounds.to === 0 ? length : fromEnd(bounds.to ?? length, length);
    // Nothing was asked for: then nothing of the others is looked at.
    if (from === to) return found;
    const isWithin = from >= 0 && from < length && to >= 0 && to <= length && from < to;
    const { step = 1 } = bounds;
    if (!isWithin || step <= 0) throw new PathFailure(values);
    for (let at = from; at < to; at += step) found.push(value[at]);
  }
  return found;
}

function fromEnd(index: number, length: number): number {
  return index < 0 ? index + length : index;
}

type Basic = readonly [
  kind: "bool" | "int" | "float" | "string",
  value: boolean | number | bigint | string,
];

function basicOf(value: unknown): Basic | undefined {
  if (value instanceof WrittenNumber) return [value.isWhole ? "int" : "float", value.value];
  if (typeof value === "boolean") return ["bool", value];
  if (typeof value === "string") return ["string", value];
  if (isWhole(value)) return ["int", value];
  return typeof value === "number" ? ["float", value] : undefined;
}

/** Undefined for what cannot be compared: only two of a kind can, and truths only for being equal. */
function comparison(left: unknown, right: unknown, operator: string): boolean | undefined {
  const [one, other] = [basicOf(left), basicOf(right)];
  if (one === undefined || other === undefined || one[0] !== other[0]) return undefined;
  const [kind, a] = one;
  const [, b] = other;
  const isEqual = kind === "int" ? BigInt(a as number) === BigInt(b as number) : a === b;
  if (operator === "==") return isEqual;
  if (operator === "!=") return !isEqual;
  if (kind === "bool") return undefined;
  switch (operator) {
    case "<":
      return a < b;
    case "<=":
      return a < b || isEqual;
    case ">":
      return !(a < b || isEqual);
    case ">=":
      return !(a < b);
    default:
      return undefined;
  }
}
