import type { Json } from "@informerlab/core";
import { objectOf } from "../../codec/plain-object.ts";
import { type FieldError, invalid } from "../field-error.ts";
import type { ObjectSchema } from "../object-schema.ts";
import { structuralSchema } from "./to-object-schema.ts";
import type { ValuePlace } from "./value-place.ts";

const compiled = new WeakMap<object, ObjectSchema>();

/** `allOf`, `anyOf`, `oneOf` and `not`, which add rules but no shape. */
export function validateCombinations(
  value: unknown,
  { rules = {} }: ObjectSchema,
  place: ValuePlace,
  validate: (value: unknown, schema: ObjectSchema, place: ValuePlace) => readonly FieldError[],
): readonly FieldError[] {
  const { allOf, anyOf, oneOf, not } = rules;
  const errors: FieldError[] = [];
  const refuse = (problem: string): void => {
    errors.push(invalid(place.field, "", `${JSON.stringify(place.name)} ${problem}`));
  };
  const problemsOf = (schema: Json): readonly FieldError[] =>
    validate(value, schemaOf(schema), place);
  for (const schema of allOf ?? []) errors.push(...problemsOf(schema));
  if (allOf?.some((schema) => problemsOf(schema).length > 0) === true)
    refuse("must validate all the schemas (allOf)");
  if (anyOf !== undefined && !anyOf.some((schema) => problemsOf(schema).length === 0)) {
    refuse("must validate at least one schema (anyOf)");
  }
  if (oneOf !== undefined) {
    const valid = oneOf.filter((schema) => problemsOf(schema).length === 0).length;
    if (valid === 0) refuse("must validate one and only one schema (oneOf). Found none valid");
    else if (valid > 1)
      refuse(`must validate one and only one schema (oneOf). Found ${valid} valid alternatives`);
  }
  if (not !== undefined && problemsOf(not).length === 0)
    refuse("must not validate the schema (not)");
  return errors;
}

/** Schemas below a combination say no types: what has properties is an object. */
function schemaOf(node: Json): ObjectSchema {
  const plain = objectOf(node);
  let schema = compiled.get(plain);
  if (schema === undefined) {
    const base = structuralSchema(plain);
    const fields = structuralSchema({ ...plain, type: "object" }).fields;
    schema =
      base.type === "any" && fields !== undefined && fields.size > 0 ? { ...base, fields } : base;
    compiled.set(plain, schema);
  }
  return schema;
}
