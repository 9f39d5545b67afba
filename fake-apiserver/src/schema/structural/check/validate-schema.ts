import { type PlainObject, textOf } from "../../../codec/json/plain-object.ts";
import { type FieldError, forbidden, invalid } from "../../field-error.ts";
import { fieldNotBesideStatus, fieldsBesideStatus, internalSchema } from "./internal-schema.ts";
import { TotalCost } from "./rule-costs.ts";
import { defaultProblems, type EmbeddedCheck } from "./schema-defaults.ts";
import { schemaFormProblems } from "./schema-form.ts";
import { structuralProblems } from "./structural-invariants.ts";
import { unreadableProblem } from "./unreadable-schema.ts";

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
  const unreadable = unreadableProblem(schema);
  const structural = unreadable === undefined ? structuralProblems(schema, field) : undefined;
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
  errors.push(...form.schema, ...form.rules);
  // What cannot be read is mostly named by the check of the form, too, and then only there.
  if (errors.length === 0 && unreadable !== undefined) errors.push(invalid(field, "", unreadable));
  return [...errors, ...total.problems(field)];
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
