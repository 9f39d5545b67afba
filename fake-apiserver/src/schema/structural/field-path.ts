import { goEscapes } from "../../codec/go/go-escapes.ts";
import { isPlainObject, objectOf, type PlainObject } from "../../codec/json/plain-object.ts";
import type { ObjectSchema } from "../object-schema.ts";

/** A path that leads somewhere in a schema, or why it does not. */
export type FoundPath<Schema> =
  | { readonly text: string; readonly root: string; readonly schema: Schema }
  | { readonly problem: string };

/** What a name leads to in a schema: a property, or a member of a map. */
type Stepped<Schema> = { readonly schema: Schema; readonly isNamed: boolean } | undefined;

const singleEscapes: Readonly<Record<string, string>> = { ...goEscapes, "'": "'", "\\": "\\" };

/** Follows a path through a schema that objects are read by. */
export function findFieldPath(path: string, start: ObjectSchema): FoundPath<ObjectSchema> {
  return findPath(path, start, intoObject, true);
}

/** Follows a path through a schema as it is written, which may say nothing of a member of a map but that it may be there. */
export function findWrittenPath(
  path: string,
  start: PlainObject,
  { allowsArrays = true }: { readonly allowsArrays?: boolean } = {},
): FoundPath<PlainObject> {
  return findPath(path, start, intoWritten, allowsArrays);
}

/**
 * Follows `.spec['a.b'].c` through a schema.
 *
 * @see apiextensions-apiserver pkg/apiserver/schema/cel/validation.go (ValidFieldPath)
 */
function findPath<Schema>(
  path: string,
  start: Schema,
  stepInto: (schema: Schema, name: string) => Stepped<Schema>,
  allowsArrays: boolean,
): FoundPath<Schema> {
  const tokens = path.match(/'(?:\\[\s\S]|[^'\\])*'|[.[\]]|[^.[\]]+/gu) ?? [];
  let schema = start;
  let text = "";
  let root = "";
  for (let at = 0; at < tokens.length; ) {
    const step = readStep(tokens, at, allowsArrays);
    if ("problem" in step) return step;
    const inner = stepInto(schema, step.name);
    if (inner === undefined) return { problem: "does not refer to a valid field" };
    schema = inner.schema;
    const dot = text === "" ? "" : ".";
    text += inner.isNamed ? `${dot}${step.name}` : `[${step.name}]`;
    if (root === "") root = step.name;
    at += step.length;
    if (step.length === 2) continue;
    const closing = tokens[at - 1];
    if (closing === undefined) return { problem: "unexpected end of JSON path" };
    if (closing !== "]") return { problem: `expected ] but got ${closing}` };
  }
  return { text, root, schema };
}

/** One step of a path, and how many tokens it takes: `.a` two, `['a']` three. */
function readStep(
  tokens: readonly string[],
  at: number,
  allowsArrays: boolean,
): { readonly name: string; readonly length: 2 | 3 } | { readonly problem: string } {
  const [token = "", next] = [tokens[at], tokens[at + 1]];
  if (token !== "." && token !== "[") return { problem: `expected [ or . but got: ${token}` };
  if (token === "[" && !allowsArrays) return { problem: "array notation is not allowed" };
  if (next === undefined) return { problem: "unexpected end of JSON path" };
  if (token === ".") return { name: next, length: 2 };
  if (!/^'[\s\S]*'$/u.test(next) || next.length < 2)
    return { problem: `expected single quoted string but got ${next}` };
  const inner = unescapeQuoted(next.slice(1, -1));
  return "problem" in inner ? inner : { name: inner.text, length: 3 };
}

function unescapeQuoted(text: string): { readonly text: string } | { readonly problem: string } {
  let problem: string | undefined;
  const unescaped = text.replaceAll(/\\([\s\S])/gu, (whole, letter: string) => {
    const value = singleEscapes[letter];
    if (value === undefined) problem = `invalid string literal: invalid escape char ${whole}`;
    return value ?? "";
  });
  return problem === undefined ? { text: unescaped } : { problem };
}

function intoObject(schema: ObjectSchema, name: string): Stepped<ObjectSchema> {
  const field = schema.fields?.get(name)?.schema;
  if (field !== undefined) return { schema: field, isNamed: true };
  const hasFields = (schema.fields?.size ?? 0) > 0;
  if (hasFields || schema.type !== "map" || schema.elements === undefined) return undefined;
  return { schema: schema.elements, isNamed: false };
}

function intoWritten(schema: PlainObject, name: string): Stepped<PlainObject> {
  const properties = objectOf(schema["properties"]);
  if (Object.keys(properties).length > 0) {
    if (!Object.hasOwn(properties, name)) return undefined;
    return { schema: objectOf(properties[name]), isNamed: true };
  }
  const members = schema["additionalProperties"] ?? undefined;
  if (members === undefined) return undefined;
  return { schema: isPlainObject(members) ? members : {}, isNamed: false };
}
