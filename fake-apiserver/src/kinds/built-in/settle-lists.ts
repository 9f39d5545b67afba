import { isPlainObject, type PlainObject } from "../../codec/json/plain-object.ts";
import { emptiedOf, noteEmptied } from "../../schema/emptied-members.ts";
import type { ObjectSchema } from "../../schema/object-schema.ts";

/**
 * The object as it comes back from storage: protobuf cannot tell an empty list from none, so that lists that are
 * always written become null.
 *
 * @returns the object itself when it has no such list.
 */
export function settleLists(value: unknown, schema: ObjectSchema): unknown {
  if (!hasWrittenLists(schema)) return value;
  const { fields, elements } = schema;
  if (Array.isArray(value))
    return elements === undefined
      ? value
      : unchanged(
          value,
          value.map((item) => settleLists(item, elements)),
        );
  if (!isPlainObject(value) || fields === undefined) return value;
  let settled: PlainObject = value;
  for (const [name, member] of Object.entries(value)) {
    const field = fields.get(name);
    if (field === undefined) continue;
    const isEmptyList = field.presence === "always" && Array.isArray(member) && member.length === 0;
    const after = isEmptyList ? null : settleLists(member, field.schema);
    if (after === member) continue;
    settled = { ...settled, [name]: after };
    if (isEmptyList) noteEmptied(settled, { ...emptiedOf(settled), [name]: member });
  }
  return settled;
}

function unchanged(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  return after.every((item, index) => item === before[index]) ? before : after;
}

const known = new WeakMap<ObjectSchema, boolean>();

function hasWrittenLists(schema: ObjectSchema): boolean {
  const answer = known.get(schema);
  if (answer !== undefined) return answer;
  known.set(schema, false);
  const found =
    (schema.elements !== undefined && hasWrittenLists(schema.elements)) ||
    [...(schema.fields?.values() ?? [])].some(
      (field) =>
        (field.presence === "always" && field.schema.type === "list") ||
        hasWrittenLists(field.schema),
    );
  known.set(schema, found);
  return found;
}
