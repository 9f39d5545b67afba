import { BoundedCache } from "../../codec/bytes/bounded-cache.ts";
import { htmlSafe } from "../../codec/go/go-text.ts";
import type { FieldValidation } from "../../schema/decode/decode-input.ts";
import { type FieldError, invalidObject, valueText } from "../../schema/field-error.ts";
import { refuseUnknownFormat } from "./body-format.ts";
import { parseBoolean } from "./list-options.ts";
import { allOf } from "./request-query.ts";
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
  if (query.size === 0) return plainOptions(request.client);
  const errors = commonErrors(query);
  if (errors.length > 0) throw invalidObject({ group: "meta.k8s.io", kind }, "", errors);
  const manager = query.get("fieldManager") ?? "";
  const validation = query.get("fieldValidation") ?? "";
  const force = query.get("force");
  return {
    isDryRun: query.has("dryRun"),
    fieldManager: manager === "" ? managerOf(request.client) : manager,
    fieldValidation: validation === "" ? "Warn" : (validation as FieldValidation),
    force: force === undefined ? undefined : parseBoolean(force),
  };
}

/** As {@link parseWriteOptions}, of a create: the form of its body is looked at before. @throws StatusError 415 */
export function parseCreateOptions(request: ResourceRequest): WriteOptions {
  refuseUnknownFormat(request.body);
  return parseWriteOptions(request, "CreateOptions");
}

/** As {@link parseWriteOptions}, with the rules of patches: apply needs a manager, only apply may force. */
export function parsePatchOptions(request: ResourceRequest, isApply: boolean): WriteOptions {
  const { query } = request;
  const errors: FieldError[] = [];
  if (isApply && (query.get("fieldManager") ?? "") === "") {
    errors.push({
      reason: "FieldValueRequired",
      message: "Required value: is required for apply patch",
      field: "fieldManager",
    });
  }
  if (!isApply && query.has("force")) {
    errors.push({
      reason: "FieldValueForbidden",
      message: "Forbidden: may not be specified for non-apply patch",
      field: "force",
    });
  }
  if (errors.length > 0) {
    throw invalidObject({ group: "meta.k8s.io", kind: "PatchOptions" }, "", [
      ...errors,
      ...commonErrors(query),
    ]);
  }
  return parseWriteOptions(request, "PatchOptions");
}

function commonErrors(query: ReadonlyMap<string, string>): FieldError[] {
  const errors = [
    ...fieldManagerErrors(query.get("fieldManager") ?? ""),
    ...dryRunErrors(allOf(query, "dryRun")),
  ];
  const validation = query.get("fieldValidation") ?? "";
  if (validation !== "" && !validations.includes(validation)) {
    errors.push({
      reason: "FieldValueNotSupported",
      message: `Unsupported value: ${JSON.stringify(validation)}: supported values: "", "Ignore", "Strict", "Warn"`,
      field: "fieldValidation",
    });
  }
  return errors;
}

const plainByClient = new BoundedCache<WriteOptions>(256 * 1024);

/** The options of a write that says nothing about itself, kept for the next one of the same client. */
function plainOptions(client: string): WriteOptions {
  let options = plainByClient.get(client);
  if (options === undefined) {
    options = {
      isDryRun: false,
      fieldManager: managerOf(client),
      fieldValidation: "Warn",
      force: undefined,
    };
    plainByClient.set(client, options);
  }
  return options;
}

/** Only `All` is a dry run; anything else is a mistake. */
export function dryRunErrors(dryRun: readonly string[]): readonly FieldError[] {
  if (dryRun.every((value) => value === "All")) return [];
  return [
    {
      reason: "FieldValueNotSupported",
      message: `Unsupported value: ${htmlSafe(JSON.stringify(dryRun))}: supported values: "All"`,
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
  const position = [...manager].findIndex((character) => isUnprintable(character));
  if (position >= 0) {
    const code = ([...manager][position] ?? "").codePointAt(0) ?? 0;
    const hex = code.toString(16).toUpperCase().padStart(4, "0");
    errors.push({
      reason: "FieldValueInvalid",
      message: `Invalid value: ${valueText(manager)}: invalid character U+${hex} (at position ${position})`,
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
  const printable = [...name].filter((character) => !isUnprintable(character)).join("");
  return printable === "" ? "unknown" : printable.slice(0, fieldManagerLengthMax);
}
