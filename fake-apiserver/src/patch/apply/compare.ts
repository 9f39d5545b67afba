import { equalJson, isPlainObject, listOf, objectOf } from "../../codec/json/plain-object.ts";
import { isToldApart } from "../../schema/emptied-members.ts";
import type { ObjectSchema } from "../../schema/object-schema.ts";
import { emptySet, type FieldSet, leafSet } from "./field-set.ts";
import { fieldElement, itemElement } from "./path-element.ts";
import { type Shape, shapeOf } from "./shape.ts";

/** What changed between two states of an object. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/**
 * Compares two states of an object, field by field as far as fields have owners of their own.
 *
 * @see structured-merge-diff typed/compare.go
 */
export function compareValues(before: unknown, after: unknown, schema: ObjectSchema): Comparison {
  const { added, modified, removed } = compare(before, after, schema) ?? {};
  return {
    added: added ?? emptySet,
    modified: modified ?? emptySet,
    removed: removed ?? emptySet,
  };
}

/** Of the sets only those with something in them; nothing at all is undefined. */
type Difference = Partial<Comparison>;

const addedLeaf: Difference = { added: leafSet };
const modifiedLeaf: Difference = { modified: leafSet };
const removedLeaf: Difference = { removed: leafSet };

/** Undefined is absence; null is a value. */
function compare(before: unknown, after: unknown, schema: ObjectSchema): Difference | undefined {
  // Much of an object stays the very same through an update.
  if (before === after) return undefined;
  if (before === undefined && after !== undefined) return { added: addedSet(after, schema) };
  const shape = shapeOf(schema, after ?? before);
  // Null is whatever the other is.
  const isOther = schema.type === "any" && isSet(before) && isSet(after);
  if (isOther && shape.kind !== shapeOf(schema, before).kind)
    return becameOther(before, after, schema);
  if (
    shape.kind === "leaf" ||
    (isEmpty(before, shape) === true && isEmpty(after, shape) === true)
  ) {
    return compareLeaf(before, after);
  }
  const collector = new DifferenceCollector();
  if (shape.kind === "map") compareMembers(before, after, shape, collector);
  else compareItems(before, after, shape, collector);
  return collector.finish({ isAdded: before === undefined, isRemoved: after === undefined });
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

/** A map that became something else, or the other way: what was in it goes or comes, and the whole is another. */
function becameOther(before: unknown, after: unknown, schema: ObjectSchema): Difference {
  if (isPlainObject(before)) {
    const { removed } = compare(before, {}, schema) ?? {};
    return { ...modifiedLeaf, ...(removed === undefined ? {} : { removed }) };
  }
  const added = addedSet(after, schema);
  return {
    ...modifiedLeaf,
    ...(added.children.size === 0 ? {} : { added: { ...added, isMember: false } }),
  };
}

/** All of a value that was not there before. */
function addedSet(value: unknown, schema: ObjectSchema): FieldSet {
  const shape = shapeOf(schema, value);
  if (shape.kind === "leaf" || isEmpty(value, shape)) return leafSet;
  const children = shape.kind === "map" ? addedMembers(value, shape) : addedItems(value, shape);
  return children.size === 0 ? leafSet : { isMember: true, children };
}

function addedMembers(value: unknown, shape: Shape & { kind: "map" }): Children {
  const members = objectOf(value);
  const children: Children = new Map();
  for (const name of Object.keys(members)) {
    const member = members[name];
    const schema = member === undefined ? undefined : shape.member(name);
    if (schema !== undefined) children.set(fieldElement(name), addedSet(member, schema));
  }
  return children;
}

function addedItems(value: unknown, shape: Shape & { kind: "list" }): Children {
  const children: Children = new Map();
  for (const [element, items] of itemsByElement(listOf(value), shape.schema)) {
    const [first] = items;
    if (first === undefined) continue;
    children.set(element, items.length > 1 ? leafSet : addedSet(first, shape.elements));
  }
  return children;
}

function compareLeaf(before: unknown, after: unknown): Difference | undefined {
  if (before === undefined) return after === undefined ? undefined : addedLeaf;
  if (after === undefined) return removedLeaf;
  return equalJson(before, after) && !isToldApart(after) ? undefined : modifiedLeaf;
}

type Children = Map<string, FieldSet>;

/** Puts together what differs below one path: most paths have nothing, and cost nothing. */
class DifferenceCollector {
  #added: Children | undefined;
  #modified: Children | undefined;
  #removed: Children | undefined;

  add(element: string, difference: Difference | undefined): void {
    if (difference === undefined) return;
    const { added, modified, removed } = difference;
    if (added !== undefined) {
      this.#added ??= new Map();
      this.#added.set(element, added);
    }
    if (modified !== undefined) {
      this.#modified ??= new Map();
      this.#modified.set(element, modified);
    }
    if (removed !== undefined) {
      this.#removed ??= new Map();
      this.#removed.set(element, removed);
    }
  }

  /** What differs, with the path itself where it has come or gone. */
  finish(self: { readonly isAdded: boolean; readonly isRemoved: boolean }): Difference | undefined {
    const added = nodeOf(self.isAdded, this.#added);
    const modified = nodeOf(false, this.#modified);
    const removed = nodeOf(self.isRemoved, this.#removed);
    if (added === undefined && modified === undefined && removed === undefined) return undefined;
    return {
      ...(added === undefined ? {} : { added }),
      ...(modified === undefined ? {} : { modified }),
      ...(removed === undefined ? {} : { removed }),
    };
  }
}

function nodeOf(isMember: boolean, children: Children | undefined): FieldSet | undefined {
  if (children === undefined) return isMember ? leafSet : undefined;
  return { isMember, children };
}

function isEmpty(value: unknown, shape: Shape): boolean {
  return shape.kind === "list"
    ? listOf(value).length === 0
    : !isPlainObject(value) || Object.keys(value).length === 0;
}

function compareMembers(
  before: unknown,
  after: unknown,
  shape: Shape & { kind: "map" },
  differences: DifferenceCollector,
): void {
  const old = objectOf(before);
  const now = objectOf(after);
  const compareMember = (name: string): void => {
    if (old[name] === now[name]) return;
    const schema = shape.member(name);
    if (schema === undefined) return;
    differences.add(fieldElement(name), compare(old[name], now[name], schema));
  };
  for (const name of Object.keys(old)) compareMember(name);
  for (const name of Object.keys(now)) if (!Object.hasOwn(old, name)) compareMember(name);
}

function compareItems(
  before: unknown,
  after: unknown,
  shape: Shape & { kind: "list" },
  differences: DifferenceCollector,
): void {
  const old = itemsByElement(listOf(before), shape.schema);
  const now = itemsByElement(listOf(after), shape.schema);
  for (const element of new Set([...old.keys(), ...now.keys()])) {
    const left = old.get(element) ?? [];
    const right = now.get(element) ?? [];
    differences.add(element, compareSame(left, right, shape.elements));
  }
}

/** Items of one name. Those that are several are one thing, and nothing below them is: what was below the one goes. */
function compareSame(
  left: readonly unknown[],
  right: readonly unknown[],
  elements: ObjectSchema,
): Difference | undefined {
  const [wereMany, areMany] = [left.length > 1, right.length > 1];
  if (wereMany && areMany) return compareLeaf(left, right);
  if (areMany) return { ...compare(left[0], undefined, elements), ...addedLeaf };
  if (wereMany) return { ...compare(undefined, right[0], elements), ...removedLeaf };
  return compare(left[0], right[0], elements);
}

/** An item of a list with keys that has none of them: what is in such lists cannot be told apart. */
export class UnkeyedItemError extends Error {
  override readonly name = "UnkeyedItemError";
}

function itemsByElement(items: readonly unknown[], schema: ObjectSchema): Map<string, unknown[]> {
  const found = new Map<string, unknown[]>();
  for (const item of items) {
    const element = itemElement(item, schema);
    if (element === undefined) throw new UnkeyedItemError();
    const same = found.get(element);
    if (same === undefined) found.set(element, [item]);
    else same.push(item);
  }
  return found;
}
