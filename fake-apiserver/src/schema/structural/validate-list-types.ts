import { canonicalText, isPlainObject, type PlainObject } from "../../codec/json/plain-object.ts";
import { duplicate, type FieldError, invalid } from "../field-error.ts";
import type { ObjectSchema } from "../object-schema.ts";

/** Items that are the same by the list's type; checked apart from the schema, after it. */
export function validateListTypes(
  value: unknown,
  schema: ObjectSchema | undefined,
  field: string,
): readonly FieldError[] {
  if (schema === undefined) return [];
  if (Array.isArray(value)) {
    return [
      ...duplicatesIn(value, schema, field),
      ...value.flatMap((item, index) =>
        validateListTypes(item, schema.elements, `${field}[${index}]`),
      ),
    ];
  }
  if (!isPlainObject(value)) return [];
  return Object.keys(value)
    .sort()
    .flatMap((name) => {
      const child = schema.fields?.get(name)?.schema ?? schema.elements;
      const separator =
        schema.fields === undefined ? `[${name}]` : field === "" ? name : `.${name}`;
      return name === "metadata" && field === ""
        ? []
        : validateListTypes(value[name], child, `${field}${separator}`);
    });
}

/** The second of the same is named, later ones are not. */
function duplicatesIn(
  items: readonly unknown[],
  schema: ObjectSchema,
  field: string,
): readonly FieldError[] {
  if (schema.relationship !== "set" && schema.relationship !== "associative") return [];
  const isMap = schema.relationship === "associative";
  const strange = items.findIndex((item) => isMap && item !== null && !isPlainObject(item));
  if (strange >= 0)
    return [
      invalid(
        `${field}[${strange}]`,
        items[strange],
        "must be an object for an array of list-type map",
      ),
    ];
  const seen = new Map<string, number>();
  return items.flatMap((item, index) => {
    const key = isMap ? keysOf(item, schema.listMapKeys ?? []) : item;
    const text = canonicalText(key);
    const times = (seen.get(text) ?? 0) + 1;
    seen.set(text, times);
    return times === 2 ? [duplicate(`${field}[${index}]`, key)] : [];
  });
}

function keysOf(item: unknown, names: readonly string[]): PlainObject {
  if (!isPlainObject(item)) return {};
  return Object.fromEntries(
    [...names].sort().flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])),
  );
}
