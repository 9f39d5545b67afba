import { failureStatus, type KubernetesObject, StatusError } from "@informerlab/core";
import { JsonSyntaxError, parseJson } from "../codec/parse-json.ts";
import { isPlainObject, objectOf, type PlainObject } from "../codec/plain-object.ts";
import { decodeCustom } from "../schema/decode/decode-custom.ts";
import { badRequest, internalFailure, strictProblems } from "../schema/decode/decode-errors.ts";
import type { Decoded, DecodeTarget, FieldValidation } from "../schema/decode/decode-input.ts";
import { readObject, UnreadableObjectError } from "../schema/decode/decode-object.ts";
import { invalid, invalidObject } from "../schema/field-error.ts";
import { toTypedValue } from "../schema/typed-value.ts";
import { applyJsonPatch, sorted, TooManyOperationsError } from "./json-patch.ts";
import { JsonPatchError } from "./json-patch-error.ts";
import { applyMergePatch } from "./merge-patch.ts";
import {
  applyStrategicMergePatch,
  goMapText,
  StrategicPatchError,
} from "./strategic-merge-patch.ts";

/** The three patches that say what to change; apply (`apply/`) says what should be. */
export type PatchType = "json" | "merge" | "strategic";

/** A patch of one object. */
export interface PatchInput {
  readonly type: PatchType;
  /** The body of the request, as text (JSON) or as a value. */
  readonly patch: string | object;
  /** The object as this version shows it, with apiVersion and kind. */
  readonly current: KubernetesObject;
  readonly definition: DecodeTarget;
  readonly fieldValidation: FieldValidation;
}

/**
 * Applies a patch: the result is decoded by the schema but not defaulted, prepared or validated, and its
 * managedFields are what the patch left.
 *
 * @throws StatusError 400, 422 or 500 with the real server's text.
 */
export function patchObject(input: PatchInput): Decoded {
  const { patch, duplicates } = parsePatch(input);
  const current = objectOf(input.current);
  switch (input.type) {
    case "json":
      return decodePatched(patchedByJson(current, patch, input), input, duplicates);
    case "merge":
      return decodePatched(patchedByMerge(current, patch, input), input, duplicates);
    default:
      return decodePatched(patchedStrategically(current, patch, input), input, duplicates);
  }
}

/** What a patch made of an object, and how an error shows it. */
interface Patched {
  readonly value: PlainObject;
  /** Made only when there is an error to show. */
  readonly shown: () => string;
}

function parsePatch({ patch, type }: PatchInput): {
  readonly patch: unknown;
  readonly duplicates: readonly string[];
} {
  if (typeof patch !== "string") return { patch, duplicates: [] };
  try {
    const { value, duplicates } = parseJson(patch);
    return { patch: value, duplicates };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw badRequest(`${decodingPrefix(type)}${error.message}`);
  }
}

function patchedByJson(current: PlainObject, patch: unknown, { definition }: PatchInput): Patched {
  if (!Array.isArray(patch)) throw wrongPatchType(patch, "[]handlers.jsonPatchOp");
  try {
    const value = applyJsonPatch(inStructOrder(current, definition), patch);
    return { value, shown: () => JSON.stringify(value) };
  } catch (error) {
    if (error instanceof JsonPatchError) throw rejected();
    if (error instanceof TooManyOperationsError) throw tooLarge(error.message);
    throw error;
  }
}

function patchedByMerge(current: PlainObject, patch: unknown, { definition }: PatchInput): Patched {
  if (patch === null) throw badRequest("Invalid JSON Patch");
  if (!isPlainObject(patch)) throw wrongPatchType(patch, "map[string]interface {}");
  const value = objectOf(applyMergePatch(inStructOrder(current, definition), patch));
  return { value, shown: () => JSON.stringify(value) };
}

function patchedStrategically(
  current: PlainObject,
  patch: unknown,
  { definition }: PatchInput,
): Patched {
  if (patch !== null && !isPlainObject(patch))
    throw wrongPatchType(patch, "map[string]interface {}", "strategic");
  try {
    const value = applyStrategicMergePatch(current, patch ?? {}, definition.schema);
    return { value, shown: () => goMapText(patch ?? {}) };
  } catch (error) {
    if (!(error instanceof StrategicPatchError)) throw error;
    throw error.isClientError ? badRequest(error.message) : internalFailure(error.message);
  }
}

/** Error texts quote the object as Go wrote it: members of structs in their order, of the outermost by name. */
function inStructOrder(current: PlainObject, definition: DecodeTarget): PlainObject {
  if (definition.origin === "custom") return current;
  const { apiVersion, kind, ...rest } = current;
  const typed = objectOf(toTypedValue(rest, definition.schema).value);
  return sorted(Object.entries({ ...typed, apiVersion, kind }));
}

function decodePatched(
  patched: Patched,
  input: PatchInput,
  duplicates: readonly string[],
): Decoded {
  const { definition, fieldValidation } = input;
  if (definition.origin === "custom") {
    return decodeCustom(
      { value: patched.value, duplicates, source: "" },
      { definition, fieldValidation },
    );
  }
  try {
    const { object, unknownFields } = readObject(patched.value, definition);
    const problems =
      fieldValidation === "Ignore" ? [] : strictProblems({ duplicates }, unknownFields);
    if (fieldValidation === "Strict" && problems.length > 0) {
      throw invalidPatch(patched, `strict decoding error: ${problems.join(", ")}`);
    }
    return { object, warnings: problems };
  } catch (error) {
    if (!(error instanceof UnreadableObjectError)) throw error;
    throw invalidPatch(patched, error.message);
  }
}

function invalidPatch(patched: Patched, problem: string): StatusError {
  return invalidObject({ group: "", kind: "" }, "", [invalid("patch", patched.shown(), problem)]);
}

/** A strategic merge patch is decoded elsewhere, where nothing says so. */
function decodingPrefix(type: PatchType): string {
  return type === "strategic" ? "" : "error decoding patch: ";
}

function wrongPatchType(patch: unknown, wanted: string, type: PatchType = "json"): StatusError {
  const kind = Array.isArray(patch)
    ? "array"
    : typeof patch === "boolean"
      ? "bool"
      : patch === null
        ? "null"
        : typeof patch;
  return badRequest(
    `${decodingPrefix(type)}json: cannot unmarshal ${kind} into Go value of type ${wanted}`,
  );
}

function tooLarge(problem: string): StatusError {
  const message = `Request entity too large: ${problem}`;
  return new StatusError(failureStatus({ code: 413, reason: "RequestEntityTooLarge", message }));
}

/** The text for a JSON patch that fails, whatever the reason. */
function rejected(): StatusError {
  return new StatusError(
    failureStatus({
      code: 422,
      reason: "Invalid",
      message: "the server rejected our request due to an error in our request",
      details: {},
    }),
  );
}
