import { isPlainObject } from "../../codec/json/plain-object.ts";
import { type FieldError, notSupported } from "../../schema/field-error.ts";
import type { ObjectSchema } from "../../schema/object-schema.ts";

/** Finds values that their field's closed list does not have: the one rule that every kind's schema states. */
export function validateEnums(
  value: unknown,
  schema: ObjectSchema | undefined,
  field: string,
): readonly FieldError[] {
  if (schema === undefined) return [];
  if (
    schema.enum !== undefined &&
    typeof value === "string" &&
    value !== "" &&
    !schema.enum.includes(value)
  ) {
    return [notSupported(field, value, schema.enum)];
  }
  const { elements, fields } = schema;
  if (Array.isArray(value) && elements !== undefined) {
    return value.flatMap((item, index) => validateEnums(item, elements, `${field}[${index}]`));
  }
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    elements === undefined
      ? validateEnums(member, fields?.get(name)?.schema, `${field}.${name}`)
      : validateEnums(member, elements, `${field}[${name}]`),
  );
}
