import {
  equalJson,
  isPlainObject,
  objectOf,
  type PlainObject,
} from "../../../codec/json/plain-object.ts";
import { aggregateText, type FieldError, invalid } from "../../field-error.ts";
import type { ObjectSchema } from "../../object-schema.ts";
import { coerceEmbedded, type EmbeddedPlace } from "../embedded-objects.ts";
import { identityFields, pruneUnknownFields } from "../prune.ts";
import { structuralSchema } from "../to-object-schema.ts";
import { hasRules, validateRules } from "../validate-rules.ts";
import { validateValue } from "../validate-value.ts";

/** What is wrong with the objects inside of a value. @see kinds/validation/embedded-objects.ts */
export type EmbeddedCheck = (
  value: unknown,
  schema: ObjectSchema,
  place: EmbeddedPlace,
) => readonly FieldError[];

/**
 * What is wrong with the defaults of a schema: they obey it themselves, and hold nothing that it would drop.
 *
 * @see apiextensions-apiserver pkg/apiserver/schema/defaulting/validation.go
 */
export function defaultProblems(
  schema: PlainObject,
  field: string,
  embeddedProblems: EmbeddedCheck,
): readonly FieldError[] {
  return [
    ...problemsBelow(schema, field, {
      resource: schema,
      around: asRoot,
      isInsideIdentity: false,
      embeddedProblems,
    }),
  ];
}

/** Where a schema stands in that of the innermost object around it. */
interface Place {
  readonly resource: PlainObject;
  /** Such an object, with this value at the place. */
  readonly around: (value: unknown) => PlainObject;
  /** It belongs to the version, kind or metadata of that object. */
  readonly isInsideIdentity: boolean;
  readonly embeddedProblems: EmbeddedCheck;
}

/** @see apiextensions-apiserver pkg/apiserver/schema/defaulting/surroundingobject.go */
function asRoot(value: unknown): PlainObject {
  return { apiVersion: "validation/v1", kind: "Validation", ...objectOf(value) };
}

function* problemsBelow(schema: PlainObject, field: string, above: Place): Generator<FieldError> {
  const isObject = schema === above.resource || schema["x-kubernetes-embedded-resource"] === true;
  const place = isObject
    ? { ...above, resource: schema, around: asRoot, isInsideIdentity: false }
    : above;
  const value = schema["default"];
  if (value !== undefined && value !== null)
    yield* ownProblems(value, schema, `${field}.default`, place);
  const { around } = place;
  if (isPlainObject(schema["items"]))
    yield* problemsBelow(schema["items"], `${field}.items`, {
      ...place,
      around: (item) => around([item]),
    });
  for (const [name, property] of Object.entries(objectOf(schema["properties"]))) {
    if (!isPlainObject(property)) continue;
    yield* problemsBelow(property, `${field}.properties[${name}]`, {
      ...place,
      around: (member) => around({ [name]: member }),
      isInsideIdentity: place.isInsideIdentity || (isObject && identityFields.has(name)),
    });
  }
}

function* ownProblems(
  value: unknown,
  node: PlainObject,
  field: string,
  place: Place,
): Generator<FieldError> {
  const own = structuralSchema(node);
  const schema = node === place.resource ? { ...own, isEmbeddedResource: true } : own;
  if (!place.isInsideIdentity && !equalJson(pruned(value, schema), value))
    yield invalid(field, value, "must not have unknown fields");
  const identityProblems = place.isInsideIdentity
    ? problemsAround(value, field, place)
    : objectProblems(value, schema, field, place);
  if (identityProblems.length > 0) return yield* identityProblems;
  const errors = validateValue(value, schema, { field, name: "", root: field, isDefault: true });
  yield* errors;
  if (errors.length > 0 || !hasRules(schema)) return;
  const isResourceRoot = schema.isEmbeddedResource === true;
  const ask = (old: unknown): readonly FieldError[] =>
    validateRules({ value, old, schema, field, isResourceRoot }, { ratchets: false }).errors;
  const unchanged = ask(value);
  yield* unchanged.length > 0 ? unchanged : ask(undefined);
}

/** What is wrong with objects in a default. */
function objectProblems(
  value: unknown,
  schema: ObjectSchema,
  field: string,
  { embeddedProblems }: Place,
): readonly FieldError[] {
  const place = { field, isResource: schema.isEmbeddedResource === true };
  const { problem } = coerceEmbedded(value, schema, place);
  return problem === undefined ? embeddedProblems(value, schema, place) : [problem];
}

/** A default of metadata is judged by the object that it makes. */
function problemsAround(value: unknown, field: string, place: Place): readonly FieldError[] {
  const schema = structuralSchema(place.resource);
  const object = place.around(value);
  const whole = { field: "", isResource: true };
  const { problem } = coerceEmbedded(object, schema, whole);
  const problems =
    problem === undefined ? place.embeddedProblems(object, schema, whole) : [problem];
  if (problems.length === 0) return [];
  return [invalid(field, value, `must result in valid metadata: ${aggregateText(problems)}`)];
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
