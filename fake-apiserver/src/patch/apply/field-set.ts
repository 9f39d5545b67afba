import { isPlainObject, type PlainObject, setMember } from "../../codec/json/plain-object.ts";
import { inElementOrder } from "./element-order.ts";

/**
 * A set of paths into an object, as `managedFields` keeps it: a tree whose edges are path elements in their written
 * form (`f:name`, `k:{"name":"c"}`, `v:"x"`, `i:0`). A node may be in the set itself, have members below it, or both.
 * Sets are never changed.
 *
 * @see structured-merge-diff fieldpath/set.go
 */
export interface FieldSet {
  readonly isMember: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

/** The set without paths. */
export const emptySet: FieldSet = { isMember: false, children: new Map() };

/** The set of a path that has nothing below it. */
export const leafSet: FieldSet = { isMember: true, children: new Map() };

/** True when no path is in the set. */
export function isEmptySet(set: FieldSet): boolean {
  if (set.isMember) return false;
  for (const child of set.children.values()) if (!isEmptySet(child)) return false;
  return true;
}

/** A set being collected by a walk over an object. */
export class FieldSetBuilder {
  #isMember = false;
  readonly #children = new Map<string, FieldSetBuilder>();

  /** Adds the path at which this builder stands. */
  add(): void {
    this.#isMember = true;
  }

  /** The builder one element further down. */
  at(element: string): FieldSetBuilder {
    let child = this.#children.get(element);
    if (child === undefined) {
      child = new FieldSetBuilder();
      this.#children.set(element, child);
    }
    return child;
  }

  build(): FieldSet {
    const children = new Map<string, FieldSet>();
    for (const [element, child] of this.#children) {
      const set = child.build();
      if (set.isMember || set.children.size > 0) children.set(element, set);
    }
    return { isMember: this.#isMember, children };
  }
}

/** Paths in either set. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === emptySet) return b;
  if (b === emptySet) return a;
  if (a.children.size === 0 && b.children.size === 0) return a.isMember ? a : b;
  const children = new Map(a.children);
  for (const [element, child] of b.children) {
    const own = children.get(element);
    children.set(element, own === undefined ? child : union(own, child));
  }
  return { isMember: a.isMember || b.isMember, children };
}

/** Paths in both sets. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (inA, inB) => inA && inB);
}

/** Paths in the first set that are not in the second; those below them stay. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (b === emptySet) return a;
  return combine(a, b, (inA, inB) => inA && !inB);
}

/** Like {@link difference}, but what is below a path of the second set goes, too. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    if (other?.isMember === true) continue;
    const rest = other === undefined ? child : recursiveDifference(child, other);
    if (!isEmptySet(rest)) children.set(element, rest);
  }
  return { isMember: a.isMember && !b.isMember, children };
}

function combine(
  a: FieldSet,
  b: FieldSet,
  keeps: (inA: boolean, inB: boolean) => boolean,
): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    // Whatever stands in the first set alone is kept whole, or not at all.
    if (other === undefined && keeps(true, false)) {
      children.set(element, child);
      continue;
    }
    const rest = combine(child, other ?? emptySet, keeps);
    if (rest.isMember || rest.children.size > 0) children.set(element, rest);
  }
  return { isMember: keeps(a.isMember, b.isMember), children };
}

/** The set of the given paths. */
export function setOf(paths: readonly (readonly string[])[]): FieldSet {
  const builder = new FieldSetBuilder();
  for (const path of paths) {
    let at = builder;
    for (const element of path) at = at.at(element);
    at.add();
  }
  return builder.build();
}

/** All paths of a set: at each level those that end there first, elements in the order they are written. */
export function pathsOf(
  set: FieldSet,
  prefix: readonly string[] = [],
): readonly (readonly string[])[] {
  const children = inElementOrder(set.children.keys()).map(
    (element): readonly [string, FieldSet] => [element, set.children.get(element) ?? emptySet],
  );
  const ending = children.filter(([, { isMember }]) => isMember);
  return [
    ...ending.map(([element]) => [...prefix, element]),
    ...children.flatMap(([element, child]) => pathsOf(child, [...prefix, element])),
  ];
}

/** The set as `fieldsV1` writes it. */
export function toFieldsV1(set: FieldSet): PlainObject {
  return fieldsBelow(set, false);
}

function fieldsBelow({ children }: FieldSet, isItselfIn: boolean): PlainObject {
  if (children.size === 0) return noFields;
  const result: Record<string, unknown> = isItselfIn ? { ".": noFields } : {};
  for (const element of inElementOrder(children.keys())) {
    const child = children.get(element);
    if (child !== undefined) setMember(result, element, fieldsBelow(child, child.isMember));
  }
  return result;
}

const noFields: PlainObject = Object.freeze({});

/** Reads `fieldsV1`; undefined when it is malformed. */
export function fromFieldsV1(fields: unknown): FieldSet | undefined {
  if (!isPlainObject(fields)) return undefined;
  const children = new Map<string, FieldSet>();
  let isMember = false;
  for (const [element, below] of Object.entries(fields)) {
    if (element === ".") {
      isMember = true;
      continue;
    }
    // A later version may know of them.
    if (/^[^fikv]:/.test(element)) continue;
    if (!isPathElement(element)) return undefined;
    const child = below === null ? emptySet : fromFieldsV1(below);
    if (child === undefined) return undefined;
    // Nothing below means that the path itself is meant.
    children.set(element, child.isMember || child.children.size > 0 ? child : leafSet);
  }
  return { isMember, children };
}

function isPathElement(element: string): boolean {
  if (element.startsWith("f:")) return true;
  if (element.startsWith("i:")) return /^i:[+-]?\d+$/.test(element);
  if (!element.startsWith("k:") && !element.startsWith("v:")) return false;
  try {
    JSON.parse(element.slice(2));
    return true;
  } catch {
    return false;
  }
}
