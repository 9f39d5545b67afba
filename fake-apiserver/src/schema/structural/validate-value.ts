import {
  canonicalText,
  equalJson,
  isPlainObject,
  listOf,
  type PlainObject,
} from "../../codec/plain-object.ts";
import {
  duplicate,
  type FieldError,
  invalid,
  notSupported,
  required,
  tooLong,
  tooMany,
  typeInvalid,
} from "../field-error.ts";
import type { ObjectSchema } from "../object-schema.ts";
import { formatProblem } from "./formats.ts";
import { validateCombinations } from "./validate-combinations.ts";
import type { ValuePlace } from "./value-place.ts";

/**
 * What is wrong with a value by its schema, in the words of the validator that the real server uses. Properties are
 * visited in order of their names.
 *
 * @see kube-openapi pkg/validation/validate
 */
export function validateValue(
  value: unknown,
  schema: ObjectSchema,
  place: ValuePlace,
): readonly FieldError[] {
  if (value === undefined) return [];
  if (value === null)
    return schema.isNullable === true || schema.type === "any"
      ? []
      : [wrongType(value, schema, place)];
  if (!hasType(value, schema)) return [wrongType(value, schema, place)];
  return [
    ...validateScalar(value, schema, place),
    ...(Array.isArray(value) ? validateList(value, schema, place) : []),
    ...(isPlainObject(value) ? validateMembers(value, schema, place) : []),
    ...validateCombinations(value, schema, place, validateValue),
  ];
}

function at(place: ValuePlace, part: string): ValuePlace {
  const join = (text: string): string =>
    part.startsWith("[") || text === "" ? `${text}${part}` : `${text}.${part}`;
  return { field: join(place.field), name: join(place.name) };
}

function hasType(value: unknown, { type }: ObjectSchema): boolean {
  switch (type) {
    case "struct":
    case "map":
      return isPlainObject(value);
    case "list":
      return Array.isArray(value);
    case "string":
    case "boolean":
    case "number":
      return typeof value === type;
    case "integer":
      return typeof value === "number" && Number.isInteger(value);
    case "int-or-string":
      return typeof value === "string" || (typeof value === "number" && Number.isInteger(value));
    default:
      return true;
  }
}

function wrongType(value: unknown, schema: ObjectSchema, { field, name }: ValuePlace): FieldError {
  const wanted = schema.type === "int-or-string" ? "integer,string" : schema.goType;
  const actual = jsonType(value);
  return typeInvalid(
    field,
    actual,
    `${name} in body must be of type ${wanted}: ${JSON.stringify(actual)}`,
  );
}

function jsonType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function validateScalar(
  value: unknown,
  schema: ObjectSchema,
  place: ValuePlace,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { rules = {} } = schema;
  if (typeof value === "number") errors.push(...validateNumber(value, schema, place));
  if (typeof value === "string") errors.push(...validateText(value, schema, place));
  if (rules.enum !== undefined && !rules.enum.some((item) => equalJson(item, value))) {
    errors.push(notSupported(place.field, value, rules.enum));
  }
  return errors;
}

function validateNumber(
  value: number,
  { rules = {} }: ObjectSchema,
  { field, name }: ValuePlace,
): readonly FieldError[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = rules;
  const errors: FieldError[] = [];
  const refuse = (problem: string): void => {
    errors.push(invalid(field, value, `${name} in body should be ${problem}`));
  };
  if (maximum !== undefined && (exclusiveMaximum === true ? value >= maximum : value > maximum)) {
    refuse(exclusiveMaximum === true ? `less than ${maximum}` : `less than or equal to ${maximum}`);
  }
  if (minimum !== undefined && (exclusiveMinimum === true ? value <= minimum : value < minimum)) {
    refuse(
      exclusiveMinimum === true ? `greater than ${minimum}` : `greater than or equal to ${minimum}`,
    );
  }
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf))
    refuse(`a multiple of ${multipleOf}`);
  return errors;
}

/** A text is judged by the first rule that it breaks. */
function validateText(
  value: string,
  schema: ObjectSchema,
  { field, name }: ValuePlace,
): readonly FieldError[] {
  const { maxLength, minLength, pattern } = schema.rules ?? {};
  const length = [...value].length;
  if (maxLength !== undefined && length > maxLength) return [tooLong(field, maxLength)];
  if (minLength !== undefined && length < minLength) {
    return [invalid(field, value, `${name} in body should be at least ${minLength} chars long`)];
  }
  if (pattern !== undefined && !matches(value, pattern)) {
    return [invalid(field, value, `${name} in body should match '${pattern}'`)];
  }
  const format = formatProblem(value, schema.format);
  if (format === undefined) return [];
  return [
    typeInvalid(
      field,
      value,
      `${name} in body must be of type ${format}: ${JSON.stringify(value)}`,
    ),
  ];
}

const patterns = new Map<string, RegExp | undefined>();

/** Patterns are RE2's; those that JavaScript cannot read match everything, and their definition is refused. */
export function compilePattern(pattern: string): RegExp | undefined {
  if (!patterns.has(pattern)) {
    try {
      patterns.set(
        pattern,
        new RegExp(pattern.replace(/^\(\?i\)/, ""), pattern.startsWith("(?i)") ? "iu" : "u"),
      );
    } catch {
      patterns.set(pattern, undefined);
    }
  }
  return patterns.get(pattern);
}

function matches(value: string, pattern: string): boolean {
  return compilePattern(pattern)?.test(value) ?? true;
}

function validateList(
  items: readonly unknown[],
  schema: ObjectSchema,
  place: ValuePlace,
): readonly FieldError[] {
  const { maxItems, minItems } = schema.rules ?? {};
  const errors: FieldError[] = [];
  if (minItems !== undefined && items.length < minItems) {
    errors.push(
      invalid(
        place.field,
        items.length,
        `${place.name} in body should have at least ${minItems} items`,
      ),
    );
  }
  if (maxItems !== undefined && items.length > maxItems)
    errors.push(tooMany(place.field, items.length, maxItems));
  const { elements } = schema;
  if (elements !== undefined) {
    items.forEach((item, index) => {
      errors.push(...validateValue(item, elements, at(place, `[${index}]`)));
    });
  }
  return errors;
}

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

function duplicatesIn(
  items: readonly unknown[],
  schema: ObjectSchema,
  field: string,
): readonly FieldError[] {
  if (schema.relationship !== "set" && schema.relationship !== "associative") return [];
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const key = schema.relationship === "set" ? item : keysOf(item, schema.listMapKeys ?? []);
    const text = canonicalText(key);
    if (seen.has(text)) return [duplicate(`${field}[${index}]`, key)];
    seen.add(text);
    return [];
  });
}

function keysOf(item: unknown, names: readonly string[]): PlainObject {
  if (!isPlainObject(item)) return {};
  return Object.fromEntries(
    names.filter((name) => item[name] !== undefined).map((name) => [name, item[name]]),
  );
}

function validateMembers(
  value: PlainObject,
  schema: ObjectSchema,
  place: ValuePlace,
): readonly FieldError[] {
  const { minProperties, maxProperties, required: names } = schema.rules ?? {};
  const keys = Object.keys(value).sort();
  const errors: FieldError[] = [];
  if (minProperties !== undefined && keys.length < minProperties) {
    errors.push(
      invalid(
        place.field,
        keys.length,
        `${place.name} in body should have at least ${minProperties} properties`,
      ),
    );
  }
  if (maxProperties !== undefined && keys.length > maxProperties) {
    errors.push(tooMany(place.field, keys.length, maxProperties));
  }
  for (const name of listOf(names)) {
    if (typeof name === "string" && value[name] === undefined)
      errors.push(required(at(place, name).field));
  }
  for (const name of keys) {
    const child = schema.fields?.get(name)?.schema ?? schema.elements;
    // Identity is checked by its own rules.
    if (
      child !== undefined &&
      !(place.field === "" && (name === "metadata" || name === "apiVersion" || name === "kind"))
    ) {
      errors.push(...validateValue(value[name], child, at(place, name)));
    }
  }
  return errors;
}
