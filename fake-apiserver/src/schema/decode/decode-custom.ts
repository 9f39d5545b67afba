import { type KubernetesObject, printJson, type StatusError } from "@informerlab/core";
import {
  isPlainObject,
  objectOf,
  type PlainObject,
  textOf,
} from "../../codec/json/plain-object.ts";
import { apiVersionOf, splitApiVersion } from "../api-version.ts";
import { sortedByKey } from "../map-order.ts";
import type { ObjectSchema } from "../object-schema.ts";
import { dropNulls } from "../structural/drop-nulls.ts";
import { coerceEmbedded } from "../structural/embedded-objects.ts";
import { pruneUnknownFields } from "../structural/prune.ts";
import { typedMetadata } from "../typed-metadata.ts";
import { TypeMismatchError } from "../typed-value.ts";
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
  if (typeof value["kind"] !== "string" && isSet(value["kind"]))
    throw wrongMember("kind", value, parsed, definition);
  if (kind === "") throw missing("Kind", parsed, definition);
  refuseUnreadable(value, parsed, definition);
  const declared = { ...splitApiVersion(apiVersion), kind };
  const decoded = readCustom(parsed, value, { definition, fieldValidation, declared });
  const { group, version } = declared;
  if (group !== definition.group || version !== definition.version) {
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${apiVersionOf(definition)})`,
    );
  }
  return decoded;
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

function refuseUnreadable(value: PlainObject, parsed: ParsedBody, definition: DecodeTarget): void {
  const { apiVersion } = value;
  if (isSet(apiVersion) && typeof apiVersion !== "string")
    throw wrongMember("apiVersion", value, parsed, definition);
  if (textOf(apiVersion).split("/").length > 2) {
    const problem = `unexpected GroupVersion string: ${textOf(apiVersion)}`;
    throw unrecognized(definition.kind, problem, sourceOf(parsed));
  }
}

function wrongMember(
  member: "kind" | "apiVersion",
  value: PlainObject,
  parsed: ParsedBody,
  definition: DecodeTarget,
): StatusError {
  const given = value[member];
  const type = Array.isArray(given) ? "array" : typeof given === "boolean" ? "bool" : typeof given;
  const problem = `couldn't get version/kind; json parse error: json: cannot unmarshal ${type} into Go struct field .${member} of type string`;
  return unrecognized(definition.kind, problem, sourceOf(parsed));
}

interface CustomBody extends Pick<DecodeInput, "definition" | "fieldValidation"> {
  /** What the body says it is. */
  readonly declared: { readonly version: string; readonly kind: string };
}

function readCustom(
  parsed: ParsedBody,
  value: PlainObject,
  { definition, fieldValidation, declared }: CustomBody,
): Decoded {
  const metadata = readMetadata(value["metadata"], definition, declared);
  // What says that it is of another kind is kept as it is, for validation to refuse.
  const isOwn = declared.kind === definition.kind && declared.version === definition.version;
  const known: ReadBySchema = isOwn
    ? readBySchema(value, definition.schema)
    : { value, unknownFields: [] };
  if (known.problem !== undefined) throw notHandled(declared, definition, known.problem);
  const problems =
    fieldValidation === "Ignore"
      ? []
      : strictProblems(parsed, [...metadata.unknownFields, ...known.unknownFields]);
  if (fieldValidation === "Strict" && problems.length > 0) {
    throw notHandled(declared, definition, strictDecodingError(problems));
  }
  const object = {
    ...sortedByKey(objectOf(known.value)),
    metadata: metadata.value,
  } as KubernetesObject;
  return { object, warnings: problems };
}

interface ReadBySchema {
  readonly value: unknown;
  readonly unknownFields: readonly string[];
  /** What is wrong with an object inside of this one. */
  readonly problem?: string;
}

/** What a schema knows of an object. */
function readBySchema(value: PlainObject, schema: ObjectSchema): ReadBySchema {
  const pruned = pruneUnknownFields(value, schema);
  const coerced = coerceEmbedded(dropNulls(pruned.value, schema), schema);
  const { problem } = coerced;
  return {
    value: coerced.value,
    unknownFields: [...pruned.unknownFields, ...coerced.unknownFields],
    ...(problem === undefined ? {} : { problem: `${problem.field}: ${problem.message}` }),
  };
}

/** Metadata is typed for custom objects, too: what it does not know goes, what has the wrong type is refused. @throws StatusError 400 */
export function readMetadata(
  metadata: unknown,
  definition: DecodeTarget,
  declared: { readonly version: string; readonly kind: string } = definition,
): { readonly value: unknown; readonly unknownFields: readonly string[] } {
  try {
    const { value, unknownFields } = typedMetadata(metadata);
    return { value, unknownFields: unknownFields.map((field) => `metadata.${field}`) };
  } catch (error) {
    if (!(error instanceof TypeMismatchError)) throw error;
    throw notHandled(declared, definition, error.message);
  }
}

function sourceOf(parsed: ParsedBody): string {
  return parsed.source === "" ? printJson(parsed.value) : parsed.source;
}

function missing(member: string, parsed: ParsedBody, definition: DecodeTarget): StatusError {
  const source = sourceOf(parsed);
  return unrecognized(definition.kind, `Object '${member}' is missing in '${source}'`, source);
}
