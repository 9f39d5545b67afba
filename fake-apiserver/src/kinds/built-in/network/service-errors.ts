import { type PlainObject, textOf, valueAt } from "../../../codec/json/plain-object.ts";
import { type FieldError, invalidObject } from "../../../schema/field-error.ts";

/** A service that is refused before its rules are asked. */
export function refusedService(service: PlainObject, errors: readonly FieldError[]): Error {
  return invalidObject(
    { group: "", kind: "Service" },
    textOf(valueAt(service, "metadata", "name")),
    errors,
  );
}
