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
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? "";
    let name: string | undefined;
    if (token === "[") {
      if (!allowsArrays) return { problem: "array notation is not allowed" };
      const quoted = tokens[at + 1];
      if (quoted === undefined) return { problem: "unexpected end of JSON path" };
      if (!/^'[\s\S]*'$/u.test(quoted) || quoted.length < 2)
        return { problem: `expected single quoted string but got ${quoted}` };
      const inner = unescapeQuoted(quoted.slice(1, -1));
      if ("problem" in inner) return inner;
      name = inner.text;
    } else if (token === ".") {
      name = tokens[at + 1];
      if (name === undefined) return { problem: "unexpected end of JSON path" };
    } else return { problem: `expected [ or . but got: ${token}` };
    const step = stepInto(schema, name);
    if ("problem" in step) return step;
    schema = step.schema;
    text += step.isNamed ? `${text === "" ? "" : "."}${name}` : `[${name}]`;
    if (root === "") root = name;
    at++;
    if (token !== "[") continue;
    at++;
    if (tokens[at] === undefined) return { problem: "unexpected end of JSON path" };
    if (tokens[at] !== "]") return { problem: `expected ] but got ${tokens[at]}` };
  }
  return { text, root, schema };
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
