import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
} from "../../../codec/json/plain-object.ts";
import { emptiedMember } from "../../emptied-members.ts";
import { internalRule } from "./schema-rules.ts";

type Read = (value: unknown) => unknown;

const orEmpty: Read = (value) => value ?? "";
const orFalse: Read = (value) => value ?? false;
const orNull: Read = (value) => value ?? null;
const schemas: Read = (value) => (Array.isArray(value) ? value.map(internalSchema) : null);
const schemaOrNull: Read = (value) => (isPlainObject(value) ? internalSchema(value) : null);

const schemaMap: Read = (value) =>
  isPlainObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, schema]) => [name, internalSchema(schema)]),
      )
    : null;

const schemaOrBool: Read = (value) => {
  if (value === undefined || value === null) return null;
  return { Allows: value !== false, Schema: schemaOrNull(value) };
};

const schemaOrArray: Read = (value) => {
  if (value === undefined || value === null) return null;
  return { Schema: schemaOrNull(value), JSONSchemas: schemas(value) };
};

const rules: Read = (value) =>
  Array.isArray(value)
    ? listOf(value).map((rule) => internalRule({ rule: "", ...objectOf(rule) }))
    : null;

const documents: Read = (value) => {
  if (!isPlainObject(value)) return null;
  const { description, url } = value;
  return { Description: description ?? "", URL: url ?? "" };
};

const dependencies: Read = (value) =>
  isPlainObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, one]) => [
            name,
            { Schema: schemaOrNull(one), Property: Array.isArray(one) ? one : null },
          ]),
      )
    : null;

/** The fields of a schema as the server holds them inside, in their order. */
const fields: readonly (readonly [internal: string, name: string, read: Read])[] = [
  ["ID", "id", orEmpty],
  ["Schema", "$schema", orEmpty],
  ["Ref", "$ref", orNull],
  ["Description", "description", orEmpty],
  ["Type", "type", orEmpty],
  ["Nullable", "nullable", orFalse],
  ["Format", "format", orEmpty],
  ["Title", "title", orEmpty],
  ["Default", "default", orNull],
  ["Maximum", "maximum", orNull],
  ["ExclusiveMaximum", "exclusiveMaximum", orFalse],
  ["Minimum", "minimum", orNull],
  ["ExclusiveMinimum", "exclusiveMinimum", orFalse],
  ["MaxLength", "maxLength", orNull],
  ["MinLength", "minLength", orNull],
  ["Pattern", "pattern", orEmpty],
  ["MaxItems", "maxItems", orNull],
  ["MinItems", "minItems", orNull],
  ["UniqueItems", "uniqueItems", orFalse],
  ["MultipleOf", "multipleOf", orNull],
  ["Enum", "enum", orNull],
  ["MaxProperties", "maxProperties", orNull],
  ["MinProperties", "minProperties", orNull],
  ["Required", "required", orNull],
  ["Items", "items", schemaOrArray],
  ["AllOf", "allOf", schemas],
  ["OneOf", "oneOf", schemas],
  ["AnyOf", "anyOf", schemas],
  ["Not", "not", schemaOrNull],
  ["Properties", "properties", schemaMap],
  ["AdditionalProperties", "additionalProperties", schemaOrBool],
  ["PatternProperties", "patternProperties", schemaMap],
  ["Dependencies", "dependencies", dependencies],
  ["AdditionalItems", "additionalItems", schemaOrBool],
  ["Definitions", "definitions", schemaMap],
  ["ExternalDocs", "externalDocs", documents],
  ["Example", "example", orNull],
  ["XPreserveUnknownFields", "x-kubernetes-preserve-unknown-fields", orNull],
  ["XEmbeddedResource", "x-kubernetes-embedded-resource", orFalse],
  ["XIntOrString", "x-kubernetes-int-or-string", orFalse],
  ["XListMapKeys", "x-kubernetes-list-map-keys", orNull],
  ["XListType", "x-kubernetes-list-type", orNull],
  ["XMapType", "x-kubernetes-map-type", orNull],
  ["XValidations", "x-kubernetes-validations", rules],
];

/** A schema as the server holds it inside, which is how errors show it. */
export function internalSchema(schema: unknown): PlainObject {
  const members = objectOf(schema);
  const sent = (name: string): unknown => members[name] ?? emptiedMember(members, name);
  return Object.fromEntries(fields.map(([internal, name, read]) => [internal, read(sent(name))]));
}

const besideStatus = new Set(
  "Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations".split(
    " ",
  ),
);

/** The first field that a schema has beside what may stand above a status of its own; undefined when there is none. */
export function fieldNotBesideStatus(schema: PlainObject): string | undefined {
  return fields.find(([internal, name]) => {
    // A list that was sent empty is one.
    const value = schema[name] ?? emptiedMember(schema, name);
    const isSet = value !== undefined && value !== null && value !== "" && value !== false;
    return isSet && !besideStatus.has(internal);
  })?.[0];
}

/** What may stand there, as the error lists it. */
export const fieldsBesideStatus: string = `[${[...besideStatus].join(" ")}]`;
