import type { Int64 } from "@informerlab/core";
import { goFloatText } from "../../codec/go-text.ts";
import { isWhole } from "../../codec/kept-number.ts";
import { type FieldError, invalid, tooLong, typeInvalid } from "../field-error.ts";
import type { ObjectSchema } from "../object-schema.ts";
import { formatProblem } from "./formats.ts";
import { matchesPattern } from "./patterns.ts";
import type { ValuePlace } from "./value-place.ts";

/** What is wrong with a number by its bounds. */
export function numberProblems(
  value: Int64,
  { rules = {} }: ObjectSchema,
  { field, name }: ValuePlace,
): readonly FieldError[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = rules;
  const errors: FieldError[] = [];
  const refuse = (problem: string): void => {
    errors.push(invalid(field, value, `${name} in body should be ${problem}`));
  };
  const bound = (limit: number): string => (isWhole(value) ? String(limit) : goFloatText(limit));
  if (multipleOf !== undefined) {
    const factor = isWhole(value) ? Math.trunc(multipleOf) : multipleOf;
    if (factor <= 0)
      errors.push(
        invalid(field, value, `factor MultipleOf declared for ${name} must be positive: ${factor}`),
      );
    else if (!isMultiple(value, factor)) refuse(`a multiple of ${bound(multipleOf)}`);
  }
  if (minimum !== undefined && (exclusiveMinimum === true ? value <= minimum : value < minimum)) {
    refuse(
      exclusiveMinimum === true
        ? `greater than ${bound(minimum)}`
        : `greater than or equal to ${bound(minimum)}`,
    );
  }
  if (maximum !== undefined && (exclusiveMaximum === true ? value >= maximum : value > maximum)) {
    refuse(
      exclusiveMaximum === true
        ? `less than ${bound(maximum)}`
        : `less than or equal to ${bound(maximum)}`,
    );
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
