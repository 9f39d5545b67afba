import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
} from "../../../codec/plain-object.ts";
import { type FieldError, forbidden, invalid } from "../../field-error.ts";
import { fieldNotBesideStatus, fieldsBesideStatus, internalSchema } from "./internal-schema.ts";
import { TotalCost } from "./rule-costs.ts";
import { defaultProblems, type EmbeddedCheck } from "./schema-defaults.ts";
import { schemaFormProblems } from "./schema-form.ts";
import { schemasIn } from "./schemas-in.ts";
import { structuralProblems } from "./structural-invariants.ts";

/** What is known of a schema besides itself. */
export interface SchemaCircumstances {
  /** The status has an endpoint of its own, so that it must be found in the schema. */
  readonly hasStatus: boolean;
  /** It is the one that was accepted before. */
  readonly isUnchanged: boolean;
  /** What is wrong with the objects inside of a default. */
  readonly embeddedProblems: EmbeddedCheck;
}

/**
 * What is wrong with the schema of a custom resource.
 *
 * @see apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go
 *   (validateCustomResourceDefinitionValidation)
 */
export function validateSchema(
  schema: PlainObject,
  field: string,
  { hasStatus, isUnchanged, embeddedProblems }: SchemaCircumstances,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (hasStatus) errors.push(...statusProblems(schema, field));
  if (schema["nullable"] === true)
    errors.push(forbidden(`${field}.nullable`, "nullable cannot be true at the root"));
  const structural = isReadable(schema)
    ? (dialectProblem(schema, field) ?? structuralProblems(schema, field))
    : undefined;
  const defaults = structural?.length === 0 ? defaultProblems(schema, field, embeddedProblems) : [];
  errors.push(...(structural ?? []), ...defaults);
  const total = new TotalCost();
  const isStructural = structural?.length === 0 && defaults.length === 0;
  const form = schemaFormProblems(schema, field, {
    isRoot: true,
    noDefaults: undefined,
    isInsideMetadata: false,
    uncorrelatable: undefined,
    rules: isStructural ? { cardinality: 1, total, allowsDear: isUnchanged } : undefined,
  });
  return [...errors, ...form.schema, ...form.rules, ...total.problems(field)];
}

/** Things that no structural schema can say; they are named by the check of the form. */
const unreadable = [
  "id",
  "$ref",
  "additionalItems",
  "patternProperties",
  "definitions",
  "dependencies",
];

function isReadable(schema: unknown): boolean {
  if (!isPlainObject(schema)) return true;
  const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== "";
  if (Array.isArray(schema["items"]) || unreadable.some((name) => isSet(schema[name])))
    return false;
  const branches = ["allOf", "anyOf", "oneOf"].flatMap((name) => listOf(schema[name]));
  const { items, additionalProperties, not } = schema;
  const below = [...branches, items, additionalProperties, not];
  return [...below, ...Object.values(objectOf(schema["properties"]))].every(isReadable);
}

/** No part of a structural schema may say which dialect it is written in. */
function dialectProblem(schema: PlainObject, field: string): readonly FieldError[] | undefined {
  for (const part of schemasIn(schema))
    if (textOf(part["$schema"]) !== "")
      return [invalid(field, "", "OpenAPIV3Schema 'schema' is not supported")];
  return undefined;
}

function statusProblems(schema: PlainObject, field: string): readonly FieldError[] {
  const type = textOf(schema["type"]);
  if (type !== "" && type !== "object") {
    return [
      invalid(
        `${field}.type`,
        type,
        'only "object" is allowed as the type at the root of the schema if the status subresource is enabled',
      ),
    ];
  }
  if (fieldNotBesideStatus(schema) === undefined) return [];
  return [
    invalid(
      field,
      internalSchema(schema),
      `only ${fieldsBesideStatus} fields are allowed at the root of the schema if the status subresource is enabled`,
    ),
  ];
}
