import { isPlainObject, setMember } from "../../codec/json/plain-object.ts";
import type { ObjectSchema } from "../../schema/object-schema.ts";
import { type FieldSet, isEmptySet } from "./field-set.ts";
import { fieldElement, itemElement } from "./path-element.ts";
import { shapeOf } from "./shape.ts";

/**
 * A value without the fields of a set. A map or list of which nothing is left is null, not gone: who owns it apart
 * from what was in it keeps it.
 *
 * @see structured-merge-diff typed/remove.go
 */
export function removeFields(value: unknown, set: FieldSet, schema: ObjectSchema): unknown {
  const shape = shapeOf(schema, value);
  if (shape.kind === "leaf") return value;
  if (shape.kind === "list") {
    if (!Array.isArray(value)) return value;
    const items = value.flatMap((item, index) => {
      const below = set.children.get(itemElement(item, shape.schema) ?? `i:${index}`);
      if (below === undefined || isEmptySet(below)) return [item];
      return below.isMember ? [] : [removeFields(item, below, shape.elements)];
    });
    return items.length === 0 ? null : items;
  }
  if (!isPlainObject(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const below = set.children.get(fieldElement(name));
    if (below?.isMember === true) continue;
    const memberSchema = shape.member(name);
    const rest =
      below === undefined || memberSchema === undefined || isEmptySet(below)
        ? member
        : removeFields(member, below, memberSchema);
    setMember(result, name, rest);
  }
  return Object.keys(result).length === 0 ? null : result;
}

/** The set with every struct field on the way to a member a member itself: lists and maps own their parents so. */
export function withNamedFields(set: FieldSet, schema: ObjectSchema | undefined): FieldSet {
  if (set.children.size === 0) return set;
  const children = new Map<string, FieldSet>();
  for (const [element, child] of set.children) {
    const name = element.startsWith("f:") ? element.slice(2) : undefined;
    const field = name === undefined ? undefined : schema?.fields?.get(name);
    const below = withNamedFields(child, field?.schema ?? schema?.elements);
    children.set(
      element,
      field !== undefined && child.children.size > 0 ? { ...below, isMember: true } : below,
    );
  }
  return { isMember: set.isMember, children };
}
