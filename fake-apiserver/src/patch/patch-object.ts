import { failureStatus, type KubernetesObject, printJson, StatusError } from "@informerlab/core";
import { goMapText } from "../codec/go/go-text.ts";
import { NumberRangeError } from "../codec/json/kept-number.ts";
import {
  JsonSyntaxError,
  membersInOrder,
  type ParsedJson,
  parseJson,
} from "../codec/json/parse-json.ts";
import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
} from "../codec/json/plain-object.ts";
import { apiVersionOf } from "../schema/api-version.ts";
import { decodeCustom } from "../schema/decode/decode-custom.ts";
import {
  badRequest,
  internalFailure,
  strictDecodingError,
  strictProblems,
  strictProblemsInOrder,
  UnrecognizedObjectError,
} from "../schema/decode/decode-errors.ts";
import type { Decoded, DecodeTarget, FieldValidation } from "../schema/decode/decode-input.ts";
import {
  internalKindProblem,
  readObject,
  UnreadableObjectError,
} from "../schema/decode/decode-object.ts";
import { conversionProblem } from "../schema/decode/from-unstructured.ts";
import { invalid, invalidObject } from "../schema/field-error.ts";
import { type ReadOptions, toTypedValue } from "../schema/typed-value.ts";
import { applyJsonPatch, sorted, TooManyOperationsError } from "./json-patch.ts";
import { JsonPatchError } from "./json-patch-error.ts";
import { applyMergePatch } from "./merge-patch.ts";
import { applyStrategicMergePatch } from "./strategic-merge-patch.ts";
import { StrategicPatchError } from "./strategic-patch-error.ts";

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
  /** Another version of the same kind, which a patch may make of the object. */
  readonly otherVersion?: (value: PlainObject) => OtherVersion | undefined;
  /** Takes what is said although the patch is refused. */
  readonly warn?: (...texts: readonly string[]) => void;
}

/** How an object of another version is read, and brought back. */
export interface OtherVersion {
  readonly definition: DecodeTarget;
  convert(object: KubernetesObject): KubernetesObject;
}

/**
 * Applies a patch: the result is decoded by the schema but not defaulted, prepared or validated, and its
 * managedFields are what the patch left.
 *
 * @throws StatusError 400, 422 or 500 with the real server's text.
 */
export function patchObject(input: PatchInput): Decoded {
  const { value: patch, duplicates, literals } = parsePatch(input);
  const current = objectOf(input.current);
  switch (input.type) {
    case "json": {
      const source = typeof input.patch === "string" ? input.patch : undefined;
      const problems = jsonPatchProblems(patch, duplicates, source);
      return decodePatched(patchedByJson(current, patch, literals, input), input, problems);
    }
    case "merge": {
      // What it sets lies at the same place in the object.
      const patched = { ...patchedByMerge(current, patch, input), literals };
      return decodePatched(patched, input, duplicateTexts(duplicates));
    }
    default: {
      const patched = patchedStrategically(current, patch, input);
      return decodePatched(patched, input, duplicateTexts(duplicates));
    }
  }
}

/** What a patch made of an object, and how an error shows it. */
interface Patched {
  readonly value: PlainObject;
  /** Made only when there is an error to show. */
  readonly shown: () => string;
  /** Numbers in it that are not written as they would be printed, by their paths. */
  readonly literals?: ReadonlyMap<string, string>;
}

function parsePatch({ patch, type, fieldValidation }: PatchInput): ParsedJson {
  if (typeof patch !== "string") return { value: patch, duplicates: [], literals: new Map() };
  try {
    return parseJson(patch);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError || error instanceof NumberRangeError)) throw error;
    const { message } =
      error instanceof NumberRangeError && type === "json"
        ? new NumberRangeError(error.text, "Go struct field jsonPatchOp.value")
        : error;
    // Nobody has looked at a patch before it is applied.
    if (type === "merge" && fieldValidation === "Ignore") throw badRequest("Invalid JSON Patch");
    throw badRequest(`${decodingPrefix(type)}${message}`);
  }
}

function patchedByJson(
  current: PlainObject,
  patch: unknown,
  literals: ReadonlyMap<string, string>,
  { definition }: PatchInput,
): Patched {
  if (patch !== null && !Array.isArray(patch))
    throw wrongPatchType(patch, "[]handlers.jsonPatchOp");
  const operations = listOf(patch);
  const other = operations.find((one) => one !== null && !isPlainObject(one));
  if (other !== undefined) throw wrongPatchType(other, "handlers.jsonPatchOp");
  try {
    const value = applyJsonPatch(inStructOrder(current, definition), operations, literals);
    return { value, shown: () => printJson(value) };
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
  return { value, shown: () => printJson(value) };
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
    const patched = { value, shown: () => goMapText(patch ?? {}) };
    const problem = conversionProblem(value, definition.schema);
    if (problem !== undefined) throw invalidPatch(patched, problem);
    // The patched object stays of the kind that it was, whatever the patch says.
    const { apiVersion, kind } = current;
    return { ...patched, value: { ...value, apiVersion, kind } };
  } catch (error) {
    if (!(error instanceof StrategicPatchError)) throw error;
    if (error.problem === "server") throw internalFailure(error.message);
    throw error.problem === "client" ? badRequest(error.message) : rejected();
  }
}

/** Error texts quote the object as Go wrote it: members of structs in their order, of the outermost by name. */
function inStructOrder(current: PlainObject, definition: DecodeTarget): PlainObject {
  if (definition.origin === "custom") return current;
  const { apiVersion, kind, ...rest } = current;
  const typed = objectOf(toTypedValue(rest, definition.schema).value);
  return sorted(Object.entries({ ...typed, apiVersion, kind }));
}

/** `patchProblems`: what strict validation has against the patch itself. */
function decodePatched(
  patched: Patched,
  input: PatchInput,
  patchProblems: readonly string[],
): Decoded {
  const { definition, fieldValidation } = input;
  refuseUnversioned(patched, input);
  try {
    const options = { isUnstructured: input.type === "strategic" };
    const other = input.otherVersion?.(patched.value);
    const { object: read, problems } = readPatched(
      patched,
      other?.definition ?? definition,
      options,
    );
    const object = other?.convert(read) ?? read;
    if (fieldValidation === "Ignore") return { object, warnings: [] };
    const all = [...patchProblems, ...problems];
    if (fieldValidation === "Strict" && all.length > 0)
      throw invalidPatch(patched, strictDecodingError(all));
    return { object, warnings: all };
  } catch (error) {
    if (error instanceof UnreadableObjectError) throw invalidPatch(patched, error.message);
    if (error instanceof UnrecognizedObjectError) throw invalidPatch(patched, error.problem);
    throw error;
  }
}

/** Without a version the server reads a type of its own inside, which knows none of the fields: not even the name. */
function refuseUnversioned(patched: Patched, input: PatchInput): void {
  const { value } = patched;
  const { definition, current, type, fieldValidation, warn } = input;
  const isRead = definition.origin === "built-in" && type !== "strategic";
  if (!isRead || (value["apiVersion"] ?? "") !== "") return;
  const problem = internalKindProblem(textOf(value["kind"]), definition);
  if (problem !== undefined) throw invalidPatch(patched, problem);
  const name = textOf(current.metadata?.name);
  const fields = Object.keys(value).filter((field) => field !== "kind" && field !== "apiVersion");
  const problems = strictProblems({ duplicates: [] }, fields);
  if (fieldValidation === "Strict" && problems.length > 0)
    throw invalidPatch(patched, strictDecodingError(problems));
  if (fieldValidation === "Warn") warn?.(...problems);
  throw badRequest(
    `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
  );
}

function readPatched(
  { value, literals }: Patched,
  definition: DecodeTarget,
  options: ReadOptions,
): { readonly object: KubernetesObject; readonly problems: readonly string[] } {
  if (definition.origin === "custom") return readPatchedCustom(value, definition);
  const { object, unknownFields } = readObject(value, definition, { ...options, literals });
  // Without a text there is no order to tell them in.
  const told = options.isUnstructured === true ? [...unknownFields].sort() : unknownFields;
  return { object, problems: strictProblems({ duplicates: [] }, told) };
}

/** A patch may make of a custom resource what no body could be; then the patch is what is wrong. */
function readPatchedCustom(
  value: PlainObject,
  definition: DecodeTarget,
): { readonly object: KubernetesObject; readonly problems: readonly string[] } {
  const { kind = "", apiVersion = "", metadata } = value;
  if (textOf(kind) === "") {
    const problem = `Object 'Kind' is missing in '${printJson(value)}'`;
    throw new UnreadableObjectError({ ...definition, kind: "" }, problem);
  }
  const expected = apiVersionOf(definition);
  if (apiVersion === "") {
    const problem = "Object 'apiVersion' is missing in 'object has no apiVersion field'";
    const message = `Internal error occurred: ${problem}`;
    const details = { causes: [{ message: problem }] };
    throw new StatusError(failureStatus({ code: 500, reason: "InternalError", message, details }));
  }
  if (apiVersion !== expected) {
    throw invalidObject(definition, textOf(objectOf(metadata)["name"]), [
      invalid("apiVersion", apiVersion, `must be ${expected}`),
    ]);
  }
  try {
    const body = { value, duplicates: [], source: "" };
    const { object, warnings } = decodeCustom(body, { definition, fieldValidation: "Warn" });
    return { object, problems: warnings };
  } catch (error) {
    if (!(error instanceof StatusError) || error.status.code !== 400) throw error;
    const problem = (error.status.message ?? "").replace(/^.*? cannot be handled as a \w+: /, "");
    throw new UnreadableObjectError({ ...definition }, problem);
  }
}

const operationMembers: ReadonlySet<string> = new Set(["op", "path", "from", "value"]);

/** In the order in which they stand, as for any body that a type is read from. */
function jsonPatchProblems(
  patch: unknown,
  duplicates: readonly string[],
  source: string | undefined,
): readonly string[] {
  const named = listOf(patch).flatMap((operation, index) =>
    Object.keys(objectOf(operation))
      .filter((member) => !operationMembers.has(member))
      .map((member) => `[${index}].${member}`),
  );
  const isOrdered = named.length < 2 || source === undefined;
  const unknown = isOrdered ? named : [...new Set(membersInOrder(source, new Set(named)))];
  const texts = strictProblemsInOrder({ duplicates, source: source ?? "" }, unknown);
  return texts.map((text) => `json patch ${text}`);
}

function duplicateTexts(duplicates: readonly string[]): readonly string[] {
  return strictProblems({ duplicates }, []);
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
