import { printJson } from "@informerlab/core";
import { goFloatText } from "../../codec/go/go-text.ts";
import { isPlainObject, type PlainObject } from "../../codec/json/plain-object.ts";
import type { FieldSchema, ObjectSchema } from "../../schema/object-schema.ts";

/** Names that nearly every object has are put together once. */
const fieldElements = new Map<string, string>();
const fieldElementsMax = 4_096;
const fieldNameLengthMax = 64;

/** The element for a field of an object. */
export function fieldElement(name: string): string {
  let element = fieldElements.get(name);
  if (element !== undefined) return element;
  element = `f:${name}`;
  if (fieldElements.size < fieldElementsMax && name.length <= fieldNameLengthMax)
    fieldElements.set(name, element);
  return element;
}

/** The element for an item of a list that is a set. */
export function valueElement(value: unknown): string {
  return `v:${printJson(value)}`;
}

/** The element for an item with these keys. */
export function keyElement(keys: PlainObject): string {
  const names = Object.keys(keys).sort();
  return `k:${printJson(Object.fromEntries(names.map((name) => [name, keys[name]])))}`;
}

/**
 * The element for an item of a list that is a set or has keys. A key that the item leaves out has its default, and is
 * left out where it has none. Undefined when no key is left.
 *
 * @see structured-merge-diff v6 typed/helpers.go keyedAssociativeListItemToPathElement
 */
export function itemElement(item: unknown, schema: ObjectSchema): string | undefined {
  if (schema.relationship === "set") return valueElement(item);
  if (!isPlainObject(item)) return undefined;
  const keys: Record<string, unknown> = {};
  for (const name of schema.listMapKeys ?? []) {
    const value = Object.hasOwn(item, name)
      ? item[name]
      : defaultOf(schema.elements?.fields?.get(name));
    if (value !== undefined) keys[name] = value;
  }
  return Object.keys(keys).length === 0 ? undefined : keyElement(keys);
}

function defaultOf(field: FieldSchema | undefined): unknown {
  if (field === undefined || field.schema.default !== undefined) return field?.schema.default;
  return field.hasZeroDefault === true ? zeroValues[field.schema.type] : undefined;
}

const zeroValues: Readonly<Partial<Record<ObjectSchema["type"], unknown>>> = {
  string: "",
  integer: 0,
  number: 0,
  boolean: false,
};

/** A path for people: `.spec.containers[name="c"].image`. */
export function pathText(path: readonly string[]): string {
  return path.map(elementText).join("");
}

/** Numbers come out of managed fields as doubles. @see structured-merge-diff value/value.go (ToString) */
function keyText(value: unknown): string {
  if (typeof value === "number") return goFloatText(value);
  if (Array.isArray(value)) return `[${value.map(keyText).join(",")}]`;
  if (!isPlainObject(value)) return JSON.stringify(value);
  return Object.entries(value)
    .map(([name, member]) => `${name}=${keyText(member)}`)
    .join("");
}

function elementText(element: string): string {
  const rest = element.slice(2);
  switch (element.slice(0, 2)) {
    case "f:":
      return `.${rest}`;
    case "i:":
      return `[${rest}]`;
    case "v:":
      return `[=${rest}]`;
    default: {
      const keys = Object.entries(JSON.parse(rest) as PlainObject);
      return `[${keys.map(([name, value]) => `${name}=${keyText(value)}`).join(",")}]`;
    }
  }
}
