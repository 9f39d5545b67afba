import type { ObjectSchema } from "../object-schema.ts";

/** A path that leads somewhere in a schema, or why it does not. */
export type FoundPath =
  | { readonly text: string; readonly root: string; readonly schema: ObjectSchema }
  | { readonly problem: string };

const singleEscapes: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "'": "'",
  "\\": "\\",
};

/**
 * Follows `.spec['a.b'].c` through a schema.
 *
 * @see apiextensions-apiserver pkg/apiserver/schema/cel/validation.go (ValidFieldPath)
 */
export function findFieldPath(
  path: string,
  start: ObjectSchema,
  { allowsArrays = true }: { readonly allowsArrays?: boolean } = {},
): FoundPath {
  const tokens = path.match(/'(?:\\[\s\S]|[^'\\])*'|[.[\]]|[^.[\]]+/gu) ?? [];
  let schema = start;
  let text = "";
  let root = "";
  for (let at = 0; at < tokens.length; ) {
    const step = readStep(tokens, at, allowsArrays);
    if ("problem" in step) return step;
    const inner = stepInto(schema, step.name);
    if ("problem" in inner) return inner;
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

function stepInto(
  schema: ObjectSchema,
  name: string,
): { readonly schema: ObjectSchema; readonly isNamed: boolean } | { readonly problem: string } {
  const field = schema.fields?.get(name)?.schema;
  if (field !== undefined) return { schema: field, isNamed: true };
  const hasFields = (schema.fields?.size ?? 0) > 0;
  if (!hasFields && schema.type === "map" && schema.elements !== undefined)
    return { schema: schema.elements, isNamed: false };
  return { problem: "does not refer to a valid field" };
}
