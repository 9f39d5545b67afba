import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
} from "../../../codec/json/plain-object.ts";

const isText = (value: unknown): boolean => textOf(value) !== "";
const hasMembers = (value: unknown): boolean => Object.keys(objectOf(value)).length > 0;
const isSet = (value: unknown): boolean => value !== undefined && value !== null;

/** What no structural schema can say, in the order in which it is looked for. */
const unsupported: readonly (readonly [name: string, isPresent: (value: unknown) => boolean])[] = [
  ["id", isText],
  ["$schema", isText],
  ["$ref", isText],
  ["patternProperties", hasMembers],
  ["dependencies", hasMembers],
  ["additionalItems", isSet],
  ["definitions", hasMembers],
];

const combinations = ["allOf", "anyOf", "oneOf"] as const;

/**
 * Why a schema cannot be read as a structural one at all; undefined when it can.
 *
 * @see apiextensions-apiserver pkg/apiserver/schema/convert.go (NewStructural)
 */
export function unreadableProblem(schema: unknown): string | undefined {
  if (!isPlainObject(schema)) return undefined;
  return ownProblem(schema) ?? firstBelow(schema);
}

function ownProblem(schema: PlainObject): string | undefined {
  const named = unsupported.find(([name, isPresent]) => isPresent(schema[name]));
  if (named === undefined) return undefined;
  return `OpenAPIV3Schema '${named[0].replace("$schema", "schema")}' is not supported`;
}

function firstBelow(schema: PlainObject): string | undefined {
  const { not, items, properties, additionalProperties } = schema;
  for (const part of [not, ...combinations.flatMap((name) => listOf(schema[name]))]) {
    const problem = unreadableProblem(part);
    if (problem !== undefined) return problem;
  }
  if (schema["x-kubernetes-preserve-unknown-fields"] === false)
    return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
  if (Array.isArray(items) && items.length > 0)
    return "OpenAPIV3Schema 'items' must be a schema, but is an array";
  for (const part of [items, ...Object.values(objectOf(properties)), additionalProperties]) {
    const problem = unreadableProblem(part);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
