import { goMapText, goSyntaxText, goTypeText } from "../../codec/go-text.ts";
import { isPlainObject } from "../../codec/plain-object.ts";
import type { ObjectSchema } from "../../schema/object-schema.ts";
import { fieldElement, itemElement, pathText } from "./path-element.ts";
import { shapeOf } from "./shape.ts";

/**
 * What in an applied configuration does not fit its schema, in the words of the structured merge.
 *
 * @see structured-merge-diff typed/validate.go
 */
export function configurationProblems(
  value: unknown,
  schema: ObjectSchema,
  path: readonly string[] = [],
): readonly string[] {
  if (value === null || value === undefined) return [];
  const mismatch = typeMismatch(value, schema);
  if (mismatch !== undefined) return [`${pathText(path)}: expected ${mismatch}`];
  if (Array.isArray(value)) return listProblems(value, schema, path);
  if (!isPlainObject(value)) return [];
  const problems: string[] = [];
  let undeclared: string | undefined;
  for (const [name, member] of Object.entries(value)) {
    const below = [...path, fieldElement(name)];
    const memberSchema = memberSchemaOf(schema, value, name);
    if (memberSchema !== undefined)
      problems.push(...configurationProblems(member, memberSchema, below));
    // The first ends the walk through a map of Go, which has no order: here it is the last.
    else undeclared ??= `${pathText(below)}: field not declared in schema`;
  }
  return undeclared === undefined ? problems : [...problems, undeclared];
}

/** One problem, or a list of them, as an error tells them. */
export function problemsText(problems: readonly string[]): string {
  const [only = ""] = problems;
  return problems.length === 1 ? only : `errors:\n  ${problems.join("\n  ")}`;
}

/** Atomic structs are checked as deeply as others. */
function memberSchemaOf(
  schema: ObjectSchema,
  value: unknown,
  name: string,
): ObjectSchema | undefined {
  if (schema.type === "struct") {
    const field = schema.fields?.get(name)?.schema;
    return field ?? (schema.preservesUnknownFields === true ? anything : undefined);
  }
  if (schema.type === "map") return schema.elements ?? anything;
  const shape = shapeOf(schema, value);
  return shape.kind === "map" ? shape.member(name) : anything;
}

const anything: ObjectSchema = { type: "any", goType: "interface {}", relationship: "atomic" };

function listProblems(
  items: readonly unknown[],
  schema: ObjectSchema,
  path: readonly string[],
): readonly string[] {
  const { elements = anything } = schema;
  const shape = shapeOf(schema, items);
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    if (shape.kind !== "list")
      return configurationProblems(item, elements, [...path, `i:${index}`]);
    const problem = schema.listMapKeys === undefined ? setProblem(item) : undefined;
    if (problem !== undefined) return [`${pathText(path)}: element ${index}: ${problem}`];
    const element = itemElement(item, schema);
    if (element === undefined)
      return [`${pathText(path)}: element ${index}: ${missingKey(item, schema)}`];
    const below = [...path, element];
    const problems = configurationProblems(item, elements, below);
    if (seen.has(element))
      return [`${pathText(path)}: duplicate entries for key ${pathText([element])}`, ...problems];
    seen.add(element);
    return problems;
  });
}

/** What keeps an item from being a member of a set. */
function setProblem(item: unknown): string | undefined {
  if (item === null) return "associative list without keys has an element that's an explicit null";
  if (isPlainObject(item)) return "associative list without keys has an element that's a map type";
  if (Array.isArray(item)) return "not supported: associative list with lists as elements";
  return undefined;
}

function missingKey(item: unknown, schema: ObjectSchema): string {
  if (item === null) return "associative list with keys may not have a null element";
  if (!isPlainObject(item)) return "associative list with keys may not have non-map elements";
  const keys = (schema.listMapKeys ?? []).map((key) => JSON.stringify(key)).join(" ");
  return `associative list with keys has an element that omits all key fields [${keys}] (and doesn't have default values for any key fields)`;
}

/** What was expected and what came: Go prints the latter in a different way for each. */
function typeMismatch(value: unknown, schema: ObjectSchema): string | undefined {
  const got = (): string => `&{${goMapText(value)}}`;
  switch (schema.type) {
    case "struct":
    case "map":
      return isPlainObject(value) ? undefined : `map, got ${got()}`;
    case "list":
      return Array.isArray(value) ? undefined : `list, got ${got()}`;
    case "string":
    case "bytes":
      return typeof value === "string"
        ? undefined
        : `string, got &value.valueUnstructured{Value:${goSyntaxText(value)}}`;
    case "integer":
    case "number":
      return typeof value === "number" || typeof value === "bigint"
        ? undefined
        : `numeric (int or float), got ${goTypeText(value)}`;
    case "boolean":
      return typeof value === "boolean" ? undefined : `boolean, got ${got()}`;
    case "quantity":
      return typeof value === "object" ? `any scalar, got ${got()}` : undefined;
    default:
      return undefined;
  }
}
