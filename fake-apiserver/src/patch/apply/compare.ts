import { equalJson, isPlainObject, listOf, objectOf } from "../../codec/plain-object.ts";
import type { ObjectSchema } from "../../schema/object-schema.ts";
import { type FieldSet, FieldSetBuilder } from "./field-set.ts";
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
  const builders: Builders = {
    added: new FieldSetBuilder(),
    modified: new FieldSetBuilder(),
    removed: new FieldSetBuilder(),
  };
  compare(before, after, schema, builders);
  return {
    added: builders.added.build(),
    modified: builders.modified.build(),
    removed: builders.removed.build(),
  };
}

interface Builders {
  readonly added: FieldSetBuilder;
  readonly modified: FieldSetBuilder;
  readonly removed: FieldSetBuilder;
}

function descend(builders: Builders, element: string): Builders {
  return {
    added: builders.added.at(element),
    modified: builders.modified.at(element),
    removed: builders.removed.at(element),
  };
}

/** Undefined is absence; null is a value. */
function compare(before: unknown, after: unknown, schema: ObjectSchema, builders: Builders): void {
  if (before === undefined && after === undefined) return;
  const shape = shapeOf(schema, after ?? before);
  if (
    shape.kind === "leaf" ||
    (isEmpty(before, shape) === true && isEmpty(after, shape) === true)
  ) {
    compareLeaf(before, after, builders);
    return;
  }
  if (shape.kind === "map") compareMembers(before, after, shape, builders);
  else compareItems(before, after, shape, builders);
  if (before === undefined) builders.added.add();
  else if (after === undefined) builders.removed.add();
}

function compareLeaf(before: unknown, after: unknown, builders: Builders): void {
  if (before === undefined) builders.added.add();
  else if (after === undefined) builders.removed.add();
  else if (!equalJson(before, after)) builders.modified.add();
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
  builders: Builders,
): void {
  const old = objectOf(before);
  const now = objectOf(after);
  for (const name of new Set([...Object.keys(old), ...Object.keys(now)])) {
    const schema = shape.member(name);
    if (schema !== undefined)
      compare(old[name], now[name], schema, descend(builders, fieldElement(name)));
  }
}

function compareItems(
  before: unknown,
  after: unknown,
  shape: Shape & { kind: "list" },
  builders: Builders,
): void {
  const old = itemsByElement(listOf(before), shape.schema);
  const now = itemsByElement(listOf(after), shape.schema);
  for (const element of new Set([...old.keys(), ...now.keys()])) {
    const left = old.get(element) ?? [];
    const right = now.get(element) ?? [];
    const at = descend(builders, element);
    if (left.length <= 1 && right.length <= 1) compare(left[0], right[0], shape.elements, at);
    else
      compareLeaf(left.length === 0 ? undefined : left, right.length === 0 ? undefined : right, at);
  }
}

function itemsByElement(items: readonly unknown[], schema: ObjectSchema): Map<string, unknown[]> {
  const found = new Map<string, unknown[]>();
  for (const item of items) {
    const element = itemElement(item, schema);
    if (element === undefined) continue;
    const same = found.get(element);
    if (same === undefined) found.set(element, [item]);
    else same.push(item);
  }
  return found;
}
