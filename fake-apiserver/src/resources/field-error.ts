import { failureStatus, type StatusCause, StatusError } from "@informerlab/core";
import type { ResourceDefinition } from "./resource-definition.ts";

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
  /** `spec.containers[0].name`; empty for the whole object. */
  readonly field: string;
}

/** The 422 for an object that breaks the rules of its kind, with the real server's text. */
export function invalidObject(
  definition: Pick<ResourceDefinition, "group" | "kind">,
  name: string,
  errors: readonly FieldError[],
): StatusError {
  const kind = definition.group === "" ? definition.kind : `${definition.kind}.${definition.group}`;
  return new StatusError(
    failureStatus({
      code: 422,
      reason: "Invalid",
      message: `${kind} ${JSON.stringify(name)} is invalid: ${aggregateText(errors)}`,
      details: {
        ...(name === "" ? {} : { name }),
        ...(definition.group === "" ? {} : { group: definition.group }),
        kind: definition.kind,
        causes: errors,
      },
    }),
  );
}

/** Several messages as Go's aggregated errors print them: bracketed when more than one, each text once. */
function aggregateText(errors: readonly FieldError[]): string {
  const texts = [...new Set(errors.map((error) => `${error.field}: ${error.message}`))];
  return texts.length === 1 ? (texts[0] ?? "") : `[${texts.join(", ")}]`;
}
