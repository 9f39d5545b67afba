import { isPlainObject, type PlainObject, setMember } from "../../codec/json/plain-object.ts";
import { sortedByKey } from "../map-order.ts";
import type { ObjectSchema } from "../object-schema.ts";
import { withReadableEmbedded } from "./embedded-objects.ts";

/** A custom object with its defaults, of which metadata of objects inside of it keeps what all metadata has. */
export function defaulted(object: PlainObject, schema: ObjectSchema): PlainObject {
  return withReadableEmbedded(withDefaults(object, schema) as PlainObject, schema);
}

/**
 * Fills in a custom object by the defaults of its schema. A null that the schema does not allow gives way to a default.
 *
 * @see apiextensions-apiserver pkg/apiserver/schema/defaulting/algorithm.go
 */
function withDefaults(value: unknown, schema: ObjectSchema | undefined): unknown {
  if (schema === undefined) return value;
  if (Array.isArray(value))
    return value.map((item) => withDefaults(replaceNull(item, schema.elements), schema.elements));
  if (!isPlainObject(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const child = schema.fields?.get(name)?.schema ?? schema.elements;
    setMember(result, name, withDefaults(replaceNull(member, child), child));
  }
  let isFilled = false;
  for (const { name, schema: field } of schema.fields?.values() ?? []) {
    if (field.default === undefined || Object.hasOwn(result, name)) continue;
    setMember(result, name, withDefaults(field.default, field));
    isFilled = true;
  }
  return isFilled ? sortedByKey(result) : result;
}

function replaceNull(value: unknown, schema: ObjectSchema | undefined): unknown {
  const isReplaced = value === null && schema?.default !== undefined && schema.isNullable !== true;
  return isReplaced ? schema.default : value;
}
