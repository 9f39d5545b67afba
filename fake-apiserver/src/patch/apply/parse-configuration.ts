import type { StatusError } from "@informerlab/core";
import { isPlainObject, type PlainObject, textOf, valueAt } from "../../codec/json/plain-object.ts";
import { type ParsedYaml, parseYaml, YamlSyntaxError } from "../../codec/yaml/parse-yaml.ts";
import { apiVersionOf, splitApiVersion } from "../../schema/api-version.ts";
import { badRequest, strictProblems } from "../../schema/decode/decode-errors.ts";
import type { DecodeTarget, FieldValidation } from "../../schema/decode/decode-input.ts";

/** What a request to apply must be read with. */
export interface ConfigurationInput {
  readonly patch: string | object;
  readonly definition: DecodeTarget;
}

/** A configuration, and what its text says of members that stand there twice. */
export interface Configuration {
  readonly value: PlainObject;
  readonly duplicates: readonly string[];
}

/**
 * Reads an applied configuration: YAML or JSON, of the endpoint's kind, without managedFields.
 *
 * @throws StatusError 400
 */
export function parseConfiguration({ patch, definition }: ConfigurationInput): Configuration {
  const { value, duplicateLines } =
    typeof patch === "string" ? parseText(patch) : { value: patch, duplicateLines: [] };
  if (!isPlainObject(value)) throw noMap(value);
  const apiVersion = textOf(value["apiVersion"]);
  const kind = textOf(value["kind"]);
  if (apiVersion !== apiVersionOf(definition) || kind !== definition.kind)
    throw apiVersion.split("/").length > 2 ? wrongType("", "") : wrongType(apiVersion, kind);
  // What is no list of maps is none here, and refused by the schema of metadata.
  const managers = valueAt(value, "metadata", "managedFields");
  if (Array.isArray(managers) && managers.every(isPlainObject))
    throw badRequest("metadata.managedFields must be nil");
  return { value, duplicates: strictProblems({ duplicates: [], duplicateLines }, []) };
}

/** Strict validation refuses what stands there twice, but only once all else is well. @throws StatusError 400 */
export function tellDuplicates(
  duplicates: readonly string[],
  fieldValidation: FieldValidation,
  warn: (...texts: readonly string[]) => void,
): void {
  if (duplicates.length === 0 || fieldValidation === "Ignore") return;
  if (fieldValidation === "Warn") {
    warn(...duplicates);
    return;
  }
  const lines = ["yaml: unmarshal errors:", ...duplicates].join("\n  ");
  throw badRequest(`error strict decoding YAML: error converting YAML to JSON: ${lines}`);
}

function parseText(text: string): Pick<ParsedYaml, "value" | "duplicateLines"> {
  try {
    const { value, duplicateLines } = parseYaml(text);
    return { value: value ?? {}, duplicateLines };
  } catch (error) {
    if (!(error instanceof YamlSyntaxError)) throw error;
    throw badRequest(`error decoding YAML: error converting YAML to JSON: ${error.message}`);
  }
}

function noMap(value: unknown): StatusError {
  const found = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
  return badRequest(
    `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${found} into Go value of type map[string]interface {}`,
  );
}

function wrongType(apiVersion: string, kind: string): StatusError {
  const { group, version } = splitApiVersion(apiVersion);
  return badRequest(`invalid object type: ${group}/${version}, Kind=${kind}`);
}
