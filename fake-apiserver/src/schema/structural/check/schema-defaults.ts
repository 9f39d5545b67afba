import {
  equalJson,
  isPlainObject,
  objectOf,
  type PlainObject,
} from "../../../codec/plain-object.ts";
import { type FieldError, invalid, typeInvalid } from "../../field-error.ts";
import type { ObjectSchema } from "../../object-schema.ts";
import { pruneUnknownFields } from "../prune.ts";
import { structuralSchema } from "../to-object-schema.ts";
import { hasRules, validateRules } from "../validate-rules.ts";
import { validateValue } from "../validate-value.ts";

/**
 * What is wrong with the defaults of a schema: they obey it themselves, and hold nothing that it would drop.
 *
 * @see apiextensions-apiserver pkg/apiserver/schema/defaulting/validation.go
 */
export function defaultProblems(schema: PlainObject, field: string): readonly FieldError[] {
  return [...problemsBelow(schema, field)];
}

function* problemsBelow(schema: PlainObject, field: string): Generator<FieldError> {
  const value = schema["default"];
  if (value !== undefined && value !== null) yield* ownProblems(value, schema, `${field}.default`);
  if (isPlainObject(schema["items"])) yield* problemsBelow(schema["items"], `${field}.items`);
  for (const [name, property] of Object.entries(objectOf(schema["properties"])))
    if (isPlainObject(property)) yield* problemsBelow(property, `${field}.properties[${name}]`);
}

function* ownProblems(value: unknown, node: PlainObject, field: string): Generator<FieldError> {
  const schema = structuralSchema(node);
  if (!equalJson(pruned(value, schema), value))
    yield invalid(field, value, "must not have unknown fields");
  const { type } = node;
  if (typeof type === "string" && type !== "" && !types.includes(type)) {
    const shown = kindOfJson(value);
    yield typeInvalid(field, shown, ` in body must be of type ${type}: ${JSON.stringify(shown)}`);
  }
  const errors = validateValue(value, schema, { field, name: "", root: field });
  yield* errors;
  if (errors.length > 0 || !hasRules(schema)) return;
  const isResourceRoot = schema.isEmbeddedResource === true;
  const ask = (old: unknown): readonly FieldError[] =>
    validateRules({ value, old, schema, field, isResourceRoot }, { ratchets: false }).errors;
  const unchanged = ask(value);
  yield* unchanged.length > 0 ? unchanged : ask(undefined);
}

const types = ["array", "boolean", "integer", "number", "object", "string"];

function kindOfJson(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

/** The value inside of an object, so that lists and scalars are pruned as well. */
function pruned(value: unknown, schema: ObjectSchema): unknown {
  const holder: ObjectSchema = {
    type: "struct",
    goType: "object",
    relationship: "granular",
    fields: new Map([
      ["value", { name: "value", schema, presence: "as-sent", isRequired: false, numbers: [] }],
    ]),
  };
  return pruneUnknownFields({ value }, holder).value["value"];
}
