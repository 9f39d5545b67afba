import { isPlainObject } from "../../codec/json/plain-object.ts";
import type { ObjectSchema } from "../../schema/object-schema.ts";
import { type FieldSet, FieldSetBuilder } from "./field-set.ts";
import { fieldElement, itemElement } from "./path-element.ts";
import { shapeOf } from "./shape.ts";

/**
 * The fields that an applied configuration speaks of.
 *
 * @see structured-merge-diff typed/tofieldset.go
 */
export function toFieldSet(value: unknown, schema: ObjectSchema): FieldSet {
  const builder = new FieldSetBuilder();
  collect(value, schema, builder);
  return builder.build();
}

function collect(value: unknown, schema: ObjectSchema, at: FieldSetBuilder): void {
  const shape = shapeOf(schema, value);
  if (shape.kind === "leaf") {
    at.add();
    return;
  }
  if (shape.kind === "list") {
    if (Array.isArray(value)) collectItems(value, shape.schema, shape.elements, at);
    return;
  }
  if (!isPlainObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    const memberSchema = shape.member(name);
    if (memberSchema === undefined || member === undefined) continue;
    const child = at.at(fieldElement(name));
    collect(member, memberSchema, child);
    const isEmpty = member === null || (isPlainObject(member) && Object.keys(member).length === 0);
    if (isEmpty || !shape.isField(name)) child.add();
  }
}

/** Items that occur twice belong together: nothing below them has an owner of its own. */
function collectItems(
  items: readonly unknown[],
  schema: ObjectSchema,
  elements: ObjectSchema,
  at: FieldSetBuilder,
): void {
  const names = items.map((item) => itemElement(item, schema));
  const seen = new Set<string | undefined>();
  const repeated = new Set<string | undefined>();
  for (const name of names) (seen.has(name) ? repeated : seen).add(name);
  items.forEach((item, index) => {
    const name = names[index];
    if (name === undefined) return;
    const child = at.at(name);
    child.add();
    if (!repeated.has(name)) collect(item, elements, child);
  });
}
