import { isPlainObject, type PlainObject } from "../../../codec/json/plain-object.ts";

const alone = ["items", "not", "additionalProperties", "additionalItems"] as const;
const listed = ["items", "allOf", "anyOf", "oneOf"] as const;
const named = ["properties", "patternProperties", "definitions", "dependencies"] as const;

/** A schema and all schemas in it. */
export function* schemasIn(schema: unknown): Generator<PlainObject> {
  if (!isPlainObject(schema)) return;
  yield schema;
  for (const name of alone) yield* schemasIn(schema[name]);
  for (const name of listed) {
    const schemas = schema[name];
    if (Array.isArray(schemas)) for (const each of schemas) yield* schemasIn(each);
  }
  for (const name of named) {
    const schemas = schema[name];
    if (isPlainObject(schemas)) for (const each of Object.values(schemas)) yield* schemasIn(each);
  }
}
