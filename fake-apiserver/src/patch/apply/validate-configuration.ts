import { GoOnlyValue, goMapText, goSyntaxText, goTypeText } from "../../codec/go/go-text.ts";
import { isPlainObject, objectOf } from "../../codec/json/plain-object.ts";
import type { ObjectSchema } from "../../schema/object-schema.ts";
import { fieldElement, itemElement, pathText } from "./path-element.ts";
import { shapeOf } from "./shape.ts";

/**
 * What in an applied configuration does not fit its schema, in the words of the structured merge.
 *
 * @see structured-merge-diff typed/validate.go
 */
export function configurationProblems(value: unknown, schema: ObjectSchema): readonly string[] {
  return valueProblems(value, schema, undefined);
}

/**
 * What keeps a stored object, or one that is about to be, from being read by its kind's schema, so that nobody can say who owns
 * what in it. Twice the same in a list is nothing that an object cannot be.
 *
 * @see apimachinery pkg/util/managedfields/internal/structuredmerge.go, typed.AllowDuplicates
 */
export function objectProblems(object: unknown, schema: ObjectSchema): readonly string[] {
  const { apiVersion: _, kind: __, metadata: ___, ...content } = objectOf(object);
  const problems = configurationProblems(content, schema);
  return problems.length === 0
    ? problems
    : problems.filter((problem) => !problem.includes(duplicateEntries));
}

const duplicateEntries = ": duplicate entries for key ";

/** Where a value is: put into words only where something is wrong with it. */
interface Place {
  readonly above: Place | undefined;
  readonly element: string;
}

function placeText(place: Place | undefined): string {
  const path: string[] = [];
  for (let at = place; at !== undefined; at = at.above) path.push(at.element);
  return pathText(path.reverse());
}

const none: readonly string[] = [];

function valueProblems(
  value: unknown,
  schema: ObjectSchema,
  place: Place | undefined,
): readonly string[] {
  if (value === null || value === undefined) return none;
  const mismatch = typeMismatch(value, schema);
  if (mismatch !== undefined) return [`${placeText(place)}: expected ${mismatch}`];
  if (Array.isArray(value)) return listProblems(value, schema, place);
  if (!isPlainObject(value) || !isMap(value)) return none;
  const problems: string[] = [];
  let undeclared: string | undefined;
  for (const name of Object.keys(value)) {
    const below: Place = { above: place, element: fieldElement(name) };
    const memberSchema = memberSchemaOf(schema, value, name);
    if (memberSchema !== undefined)
      problems.push(...valueProblems(value[name], memberSchema, below));
    // The first ends the walk through a map of Go, which has no order: here it is the last.
    else undeclared ??= `${placeText(below)}: field not declared in schema`;
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
    const isOpen = schema.isOpen === true || schema.preservesUnknownFields === true;
    return field ?? (isOpen ? anything : undefined);
  }
  if (schema.type === "map") return schema.elements ?? anything;
  const shape = shapeOf(schema, value);
  return shape.kind === "map" ? shape.member(name) : anything;
}

const anything: ObjectSchema = { type: "any", goType: "interface {}", relationship: "atomic" };

function listProblems(
  items: readonly unknown[],
  schema: ObjectSchema,
  place: Place | undefined,
): readonly string[] {
  const { elements = anything } = schema;
  if (shapeOf(schema, items).kind !== "list")
    return items.flatMap((item, index) =>
      valueProblems(item, elements, { above: place, element: `i:${index}` }),
    );
  const seen = new Set<string>();
  const problems: string[] = [];
  for (const [index, item] of items.entries()) {
    const own = schema.listMapKeys === undefined ? setProblem(item) : undefined;
    const isKeyed = own === undefined && !(item instanceof GoOnlyValue);
    const element = isKeyed ? itemElement(item, schema) : undefined;
    // What cannot be told from others ends the walk through its list.
    if (element === undefined)
      return [
        ...problems,
        `${placeText(place)}: element ${index}: ${own ?? missingKey(item, schema)}`,
      ];
    if (seen.has(element))
      problems.push(`${placeText(place)}${duplicateEntries}${pathText([element])}`);
    seen.add(element);
    problems.push(...valueProblems(item, elements, { above: place, element }));
  }
  return problems;
}

/** What keeps an item from being a member of a set. */
function setProblem(item: unknown): string | undefined {
  if (item === null) return "associative list without keys has an element that's an explicit null";
  if (isMap(item)) return "associative list without keys has an element that's a map type";
  if (Array.isArray(item)) return "not supported: associative list with lists as elements";
  return undefined;
}

function missingKey(item: unknown, schema: ObjectSchema): string {
  if (item === null) return "associative list with keys may not have a null element";
  if (!isMap(item)) return "associative list with keys may not have non-map elements";
  const keys = (schema.listMapKeys ?? []).map((key) => JSON.stringify(key)).join(" ");
  return `associative list with keys has an element that omits all key fields [${keys}] (and doesn't have default values for any key fields)`;
}

function isMap(value: unknown): boolean {
  return isPlainObject(value) && !(value instanceof GoOnlyValue);
}

/** What was expected and what came: Go prints the latter in a different way for each. */
function typeMismatch(value: unknown, schema: ObjectSchema): string | undefined {
  const got = (): string => `&{${goMapText(value)}}`;
  switch (schema.type) {
    case "struct":
    case "map":
      return isMap(value) ? undefined : `map, got ${got()}`;
    case "list":
      return Array.isArray(value) ? undefined : `list, got ${got()}`;
    case "string":
      // Texts of a format are any scalars to structured merge, as quantities are.
      if (schema.format !== undefined && schema.format !== "byte") return anyScalar(value);
      return typeof value === "string"
        ? undefined
        : `string, got &value.valueUnstructured{Value:${goSyntaxText(value)}}`;
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
      return anyScalar(value);
    default:
      return undefined;
  }
}

function anyScalar(value: unknown): string | undefined {
  return typeof value === "object" ? `any scalar, got &{${goMapText(value)}}` : undefined;
}
