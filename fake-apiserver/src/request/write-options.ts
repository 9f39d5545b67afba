import type { FieldValidation } from "../resources/decode-object.ts";
import { type FieldError, invalidObject } from "../resources/field-error.ts";
import type { ResourceRequest } from "./resource-request.ts";

/** Query of a create, update or patch. */
export interface WriteOptions {
  readonly isDryRun: boolean;
  readonly fieldManager: string;
  readonly fieldValidation: FieldValidation;
  /** Apply only: take fields over from others. */
  readonly force: boolean | undefined;
}

const validations: readonly string[] = ["Ignore", "Warn", "Strict"];
const fieldManagerLengthMax = 128;

/**
 * Reads and checks the query of a write.
 *
 * @throws StatusError 422 with the real server's texts.
 * @see apimachinery pkg/apis/meta/v1/validation/validation.go
 */
export function parseWriteOptions(request: ResourceRequest, kind: string): WriteOptions {
  const { query } = request;
  const errors: FieldError[] = [];
  const manager = query.get("fieldManager") ?? "";
  errors.push(...fieldManagerErrors(manager));
  const dryRun = query.get("dryRun");
  errors.push(...dryRunErrors(dryRun));
  const validation = query.get("fieldValidation") ?? "";
  if (validation !== "" && !validations.includes(validation)) {
    errors.push({
      reason: "FieldValueNotSupported",
      message: `Unsupported value: ${JSON.stringify(validation)}: supported values: "", "Ignore", "Strict", "Warn"`,
      field: "fieldValidation",
    });
  }
  if (errors.length > 0) throw invalidObject({ group: "meta.k8s.io", kind }, "", errors);
  const force = query.get("force");
  return {
    isDryRun: dryRun === "All",
    fieldManager: manager === "" ? managerOf(request.client) : manager,
    fieldValidation: validation === "" ? "Warn" : (validation as FieldValidation),
    force: force === undefined ? undefined : force === "true" || force === "1",
  };
}

/** Only `All` is a dry run; anything else is a mistake. */
export function dryRunErrors(dryRun: string | undefined): readonly FieldError[] {
  if (dryRun === undefined || dryRun === "" || dryRun === "All") return [];
  return [
    {
      reason: "FieldValueNotSupported",
      message: `Unsupported value: ${JSON.stringify(dryRun)}: supported values: "All"`,
      field: "dryRun",
    },
  ];
}

function fieldManagerErrors(manager: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (manager.length > fieldManagerLengthMax) {
    errors.push({
      reason: "FieldValueTooLong",
      message: `Too long: may not be more than ${fieldManagerLengthMax} bytes`,
      field: "fieldManager",
    });
  }
  const unprintable = [...manager].findIndex((character) => isUnprintable(character));
  if (unprintable >= 0) {
    errors.push({
      reason: "FieldValueInvalid",
      message: `Invalid value: ${JSON.stringify(manager)}: should only contain printable characters`,
      field: "fieldManager",
    });
  }
  return errors;
}

function isUnprintable(character: string): boolean {
  return /[\p{C}\p{Zl}\p{Zp}]/u.test(character);
}

/** Who owns the fields when the request does not say: the program's name in the user agent. */
function managerOf(userAgent: string): string {
  const name = userAgent.split("/")[0] ?? "";
  return [...name]
    .filter((character) => !isUnprintable(character))
    .join("")
    .slice(0, fieldManagerLengthMax);
}
