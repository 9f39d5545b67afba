import { goKindText } from "../../codec/go/go-text.ts";
import { isPlainObject, type PlainObject } from "../../codec/json/plain-object.ts";
import type { ObjectSchema } from "../object-schema.ts";

/**
 * Why a value cannot become an object of its kind, in the words of the converter that strategic merge patches and
 * applied configurations pass; undefined where it has no objection. Types that read themselves (quantities, times) have
 * their own words.
 *
 * @see apimachinery pkg/runtime/converter.go fromUnstructured
 */
export function conversionProblem(value: unknown, schema: ObjectSchema): string | undefined {
  if (value === null || value === undefined) return undefined;
  switch (schema.type) {
    case "struct":
      return structProblem(value, schema);
    case "map":
      return isPlainObject(value)
        ? firstProblem(Object.values(value), schema.elements)
        : `cannot restore map from ${goKindText(value)}`;
    case "list":
      return Array.isArray(value)
        ? firstProblem(value, schema.elements)
        : `cannot restore slice from ${goKindText(value)}`;
    case "bytes":
      return typeof value === "string" || Array.isArray(value)
        ? undefined
        : `cannot restore slice from ${goKindText(value)}`;
    default:
      return scalarProblem(value, schema);
  }
}

function structProblem(value: unknown, schema: ObjectSchema): string | undefined {
  if (!isPlainObject(value)) return `cannot restore struct from: ${goKindText(value)}`;
  for (const [name, field] of schema.fields ?? []) {
    const problem = conversionProblem(memberOf(value, name), field.schema);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function memberOf(value: PlainObject, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

function firstProblem(
  values: readonly unknown[],
  schema: ObjectSchema | undefined,
): string | undefined {
  if (schema === undefined) return undefined;
  for (const value of values) {
    const problem = conversionProblem(value, schema);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Which kinds of Go's types a scalar takes. */
const kinds: Readonly<Record<string, string>> = {
  string: "string",
  boolean: "bool",
  integer: "integer",
  number: "float64",
};

function scalarProblem(value: unknown, schema: ObjectSchema): string | undefined {
  const wanted = kinds[schema.type];
  if (wanted === undefined) return undefined;
  const given = goKindText(value);
  const { goType } = schema;
  switch (wanted) {
    case "string":
      if (given === "string") return undefined;
      // Go would make a character of a whole number, and so gets further than with other kinds.
      return given === "int64" ? `cannot convert int64 to ${goType}` : "unrecognized type: string";
    case "bool":
      return given === "bool" ? undefined : "unrecognized type: bool";
    default:
      if (given === "int64" || (given === "float64" && wanted === "float64")) return undefined;
      return given === "float64"
        ? `cannot convert float64 to ${goType}`
        : `unrecognized type: ${goType}`;
  }
}
