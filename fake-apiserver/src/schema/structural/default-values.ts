import { isPlainObject, setMember } from "../../codec/plain-object.ts";
import { sortedByKey } from "../map-order.ts";
import type { ObjectSchema } from "../object-schema.ts";

/**
 * Fills in a custom object by the defaults of its schema. A null that the schema does not allow gives way to a default.
 *
 * @see apiextensions-apiserver pkg/apiserver/schema/defaulting/algorithm.go
 */
export function withDefaults(value: unknown, schema: ObjectSchema | undefined): unknown {
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
