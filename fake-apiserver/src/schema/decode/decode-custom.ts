import { type KubernetesObject, printJson, type StatusError } from "@informerlab/core";
import {
  isPlainObject,
  objectOf,
  type PlainObject,
  setMember,
  textOf,
  valueAt,
} from "../../codec/plain-object.ts";
import { apiVersionOf, splitApiVersion } from "../api-version.ts";
import { builtInData } from "../built-in-data.ts";
import { invalidObject } from "../field-error.ts";
import { dropNulls } from "../structural/drop-nulls.ts";
import { pruneUnknownFields } from "../structural/prune.ts";
import { TypeMismatchError, toTypedValue } from "../typed-value.ts";
import {
  badRequest,
  notHandled,
  strictDecodingError,
  strictProblems,
  unrecognized,
} from "./decode-errors.ts";
import type { Decoded, DecodeInput, DecodeTarget, ParsedBody } from "./decode-input.ts";

/** Reads a body as a custom object: it must say its kind, keeps what the schema allows, and is typed only in metadata. */
export function decodeCustom(
  parsed: ParsedBody,
  { definition, fieldValidation }: Pick<DecodeInput, "definition" | "fieldValidation">,
): Decoded {
  const value = parsed.value ?? {};
  if (!isPlainObject(value)) throw missing("Kind", parsed, definition);
  const kind = textOf(value["kind"]);
  const apiVersion = textOf(value["apiVersion"]);
  if (kind === "") throw missing("Kind", parsed, definition);
  if (apiVersion === "") throw missing("apiVersion", parsed, definition);
  const { group, version } = splitApiVersion(apiVersion);
  if (group !== definition.group || version !== definition.version) {
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${apiVersionOf(definition)})`,
    );
  }
  if (kind !== definition.kind) {
    throw invalidObject({ group, kind }, textOf(valueAt(value, "metadata", "name")), [
      {
        reason: "FieldValueInvalid",
        message: `Invalid value: ${JSON.stringify(kind)}: must be ${definition.kind}`,
        field: "kind",
      },
    ]);
  }
  return readCustom(parsed, value, { definition, fieldValidation });
}

function readCustom(
  parsed: ParsedBody,
  value: PlainObject,
  { definition, fieldValidation }: Pick<DecodeInput, "definition" | "fieldValidation">,
): Decoded {
  const metadata = readMetadata(value["metadata"], definition);
  const pruned = pruneUnknownFields(value, definition.schema);
  const problems =
    fieldValidation === "Ignore"
      ? []
      : strictProblems(parsed, [...metadata.unknownFields, ...pruned.unknownFields]);
  if (fieldValidation === "Strict" && problems.length > 0) {
    throw notHandled(definition, definition, strictDecodingError(problems));
  }
  const object: Record<string, unknown> = {};
  const members = objectOf(dropNulls(pruned.value, definition.schema));
  for (const key of Object.keys(members).sort()) setMember(object, key, members[key]);
  object["metadata"] = metadata.value;
  return { object: object as KubernetesObject, warnings: problems };
}

/** Metadata is typed for custom objects, too: what it does not know goes, what has the wrong type is refused. @throws StatusError 400 */
export function readMetadata(
  metadata: unknown,
  definition: DecodeTarget,
): { readonly value: unknown; readonly unknownFields: readonly string[] } {
  const schema = builtInData().table.named("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
  if (schema === undefined) return { value: metadata, unknownFields: [] };
  try {
    const { value, unknownFields } = toTypedValue(metadata ?? {}, schema);
    return { value, unknownFields: unknownFields.map((field) => `metadata.${field}`) };
  } catch (error) {
    if (!(error instanceof TypeMismatchError)) throw error;
    throw notHandled(definition, definition, error.message);
  }
}

function missing(member: string, parsed: ParsedBody, definition: DecodeTarget): StatusError {
  const source = parsed.source === "" ? printJson(parsed.value) : parsed.source;
  return unrecognized(definition.kind, `Object '${member}' is missing in '${source}'`, source);
}
