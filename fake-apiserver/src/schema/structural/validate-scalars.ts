import type { Int64 } from "@informerlab/core";
import { goFloatText } from "../../codec/go/go-text.ts";
import { isWhole } from "../../codec/json/kept-number.ts";
import { type FieldError, invalid, tooLong, typeInvalid } from "../field-error.ts";
import type { ObjectSchema } from "../object-schema.ts";
import { formatProblem } from "./formats.ts";
import { matchesPattern } from "./patterns.ts";
import type { ValuePlace } from "./value-place.ts";

/** What is wrong with a number by its bounds: a whole one is compared with what is whole of these. */
export function numberProblems(
  value: Int64,
  { rules = {} }: ObjectSchema,
  { field, name }: ValuePlace,
): readonly FieldError[] {
  const { multipleOf, minimum, maximum } = rules;
  const whole = (limit: number): number => (isWhole(value) ? Math.trunc(limit) : limit);
  const text = (limit: number): string => (isWhole(value) ? String(limit) : goFloatText(limit));
  const refuse = (problem: string): FieldError =>
    invalid(field, value, `${name} in body should be ${problem}`);
  const errors: FieldError[] = [];
  if (multipleOf !== undefined) {
    const factor = whole(multipleOf);
    const notPositive = `factor MultipleOf declared for ${name} must be positive: ${factor}`;
    if (factor <= 0) errors.push(invalid(field, factor, notPositive));
    else if (!isMultiple(value, factor)) errors.push(refuse(`a multiple of ${text(factor)}`));
  }
  const orEqual = (isExclusive: boolean): string => (isExclusive ? "" : "or equal to ");
  if (minimum !== undefined) {
    const [least, isExclusive] = [whole(minimum), rules.exclusiveMinimum === true];
    if (value < least || (isExclusive && Number(value) === least))
      errors.push(refuse(`greater than ${orEqual(isExclusive)}${text(least)}`));
  }
  if (maximum !== undefined) {
    const [most, isExclusive] = [whole(maximum), rules.exclusiveMaximum === true];
    if (value > most || (isExclusive && Number(value) === most))
      errors.push(refuse(`less than ${orEqual(isExclusive)}${text(most)}`));
  }
  return errors;
}

function isMultiple(value: Int64, factor: number): boolean {
  if (!isWhole(value)) return isWhole(Number(value) / factor);
  return typeof value === "bigint" ? value % BigInt(factor) === 0n : value % factor === 0;
}

/** A text is judged by the first rule that it breaks, and by its format. */
export function textProblems(
  value: string,
  schema: ObjectSchema,
  place: ValuePlace,
): readonly FieldError[] {
  const { field, name } = place;
  const format = formatProblem(value, schema.format);
  const formatErrors =
    format === undefined
      ? []
      : [
          typeInvalid(
            field,
            value,
            `${name} in body must be of type ${format}: ${JSON.stringify(value)}`,
          ),
        ];
  return [...boundProblems(value, schema, place), ...formatErrors];
}

function boundProblems(
  value: string,
  schema: ObjectSchema,
  { field, name }: ValuePlace,
): readonly FieldError[] {
  const { maxLength, minLength, pattern } = schema.rules ?? {};
  const length = [...value].length;
  if (maxLength !== undefined && length > maxLength) return [tooLong(field, maxLength)];
  if (minLength !== undefined && length < minLength)
    return [invalid(field, value, `${name} in body should be at least ${minLength} chars long`)];
  if (pattern !== undefined && !matchesPattern(value, pattern))
    return [invalid(field, value, `${name} in body should match '${pattern}'`)];
  return [];
}
