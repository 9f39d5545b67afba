import { failureStatus, printJson, type StatusCause, StatusError } from "@informerlab/core";
import { asOne } from "../codec/as-one.ts";
import { goFloatText, htmlSafe } from "../codec/go/go-text.ts";
import { isWhole } from "../codec/json/kept-number.ts";
import { spendWork } from "../codec/work-budget.ts";

/** The kinds of field errors of `k8s.io/apimachinery/pkg/util/validation/field`. */
export type FieldErrorReason =
  | "FieldValueInvalid"
  | "FieldValueRequired"
  | "FieldValueNotSupported"
  | "FieldValueForbidden"
  | "FieldValueDuplicate"
  | "FieldValueNotFound"
  | "FieldValueTooLong"
  | "FieldValueTooMany"
  | "FieldValueTypeInvalid"
  | "InternalError";

/** One thing wrong with one field: the `causes` of a 422. */
export interface FieldError extends StatusCause {
  readonly reason: FieldErrorReason;
  /** As in `causes`: `Invalid value: "x": must be …`. */
  readonly message: string;
  /** `spec.containers[0].name`. */
  readonly field: string;
}

/** The value breaks a rule. */
export function invalid(field: string, value: unknown, detail: string): FieldError {
  return {
    reason: "FieldValueInvalid",
    message: `Invalid value: ${valueText(value)}${detail === "" ? "" : `: ${detail}`}`,
    field,
  };
}

/** The value has the wrong type. */
export function typeInvalid(field: string, value: unknown, detail: string): FieldError {
  return {
    reason: "FieldValueTypeInvalid",
    message: `Invalid value: ${valueText(value)}: ${detail}`,
    field,
  };
}

/** There is no value. */
export function required(field: string, detail = ""): FieldError {
  return {
    reason: "FieldValueRequired",
    message: detail === "" ? "Required value" : `Required value: ${detail}`,
    field,
  };
}

/** There must not be a value, or not this change. */
export function forbidden(field: string, detail: string): FieldError {
  return { reason: "FieldValueForbidden", message: `Forbidden: ${detail}`, field };
}

/** The value is none of those allowed. */
export function notSupported(
  field: string,
  value: unknown,
  supported: readonly unknown[],
): FieldError {
  const list = supported.map(valueText).join(", ");
  return {
    reason: "FieldValueNotSupported",
    message: `Unsupported value: ${valueText(value)}: supported values: ${list}`,
    field,
  };
}

/** The value occurs twice. */
export function duplicate(field: string, value: unknown): FieldError {
  return { reason: "FieldValueDuplicate", message: `Duplicate value: ${valueText(value)}`, field };
}

/** The value names something that is not there. */
export function notFound(field: string, value: unknown): FieldError {
  return { reason: "FieldValueNotFound", message: `Not found: ${valueText(value)}`, field };
}

/** The value has too many bytes. */
export function tooLong(field: string, bytesMax: number): FieldError {
  return {
    reason: "FieldValueTooLong",
    // Of a bound that nothing can keep only the fact is told.
    message: `Too long: ${bytesMax < 0 ? "value is too long" : `may not be more than ${bytesMax} bytes`}`,
    field,
  };
}

/** The list or map has too many entries. */
export function tooMany(field: string, count: number, countMax: number): FieldError {
  const most = `must have at most ${countMax} ${countMax === 1 ? "item" : "items"}`;
  return {
    reason: "FieldValueTooMany",
    message: `Too many: ${count}: ${countMax < 0 ? "has too many items" : most}`,
    field,
  };
}

/** The 422 for an object that breaks the rules of its kind, with the real server's text. */
export function invalidObject(
  definition: { readonly group: string; readonly kind: string; readonly errorGroup?: string },
  name: string,
  errors: readonly FieldError[],
): StatusError {
  const group = definition.errorGroup ?? definition.group;
  const kind = group === "" ? definition.kind : `${definition.kind}.${group}`;
  return new StatusError(
    failureStatus({
      code: 422,
      reason: "Invalid",
      message: `${kind} ${JSON.stringify(name)} is invalid: ${aggregateText(errors)}`,
      details: {
        ...(name === "" ? {} : { name }),
        ...(group === "" ? {} : { group }),
        ...(definition.kind === "" ? {} : { kind: definition.kind }),
        causes: errors.map(({ reason, message, field }) => ({ reason, message, field })),
      },
    }),
  );
}

/** A value as Go prints it in a field error: JSON with its HTML-safe escapes. */
export function valueText(value: unknown): string {
  if (value === undefined) return "null";
  if (typeof value === "number" && !isWhole(value)) return goFloatText(value);
  const text = printJson(value);
  // Each of many errors may show what is as large as they are many, and each pair of many things may be wrong.
  spendWork(5 + text.length / 20);
  // Texts are quoted by Go's %q, anything else by its JSON encoder, which escapes what HTML could misread.
  return typeof value === "string"
    ? text.replace(/\\(?:\\|u00([01][0-9a-f]))/g, (all, code: string | undefined) =>
        code === undefined ? all : goEscape(code),
      )
    : htmlSafe(text);
}

/** Control characters that JSON has no short name for; Go has one for two of them. */
function goEscape(code: string): string {
  if (code === "07") return "\\a";
  return code === "0b" ? "\\v" : `\\x${code}`;
}

/** Several messages as Go's aggregated errors print them: bracketed when more than one, each text once. */
export function aggregateText(errors: readonly FieldError[]): string {
  return asOne(errors.map((error) => `${error.field}: ${error.message}`));
}
