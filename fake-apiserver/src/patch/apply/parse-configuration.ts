import type { StatusError } from "@informerlab/core";
import { parseYaml, YamlSyntaxError } from "../../codec/parse-yaml.ts";
import { isPlainObject, type PlainObject, textOf, valueAt } from "../../codec/plain-object.ts";
import { apiVersionOf, splitApiVersion } from "../../schema/api-version.ts";
import { badRequest } from "../../schema/decode/decode-errors.ts";
import type { DecodeTarget, FieldValidation } from "../../schema/decode/decode-input.ts";

/** What a request to apply must be read with. */
export interface ConfigurationInput {
  readonly patch: string | object;
  readonly definition: DecodeTarget;
  readonly fieldValidation: FieldValidation;
}

/**
 * Reads an applied configuration: YAML or JSON, of the endpoint's kind, without managedFields.
 *
 * @throws StatusError 400
 */
export function parseConfiguration({
  patch,
  definition,
  fieldValidation,
}: ConfigurationInput): PlainObject {
  const value = typeof patch === "string" ? parseText(patch, fieldValidation) : patch;
  if (!isPlainObject(value)) throw noMap(value);
  const apiVersion = textOf(value["apiVersion"]);
  const kind = textOf(value["kind"]);
  if (apiVersion !== apiVersionOf(definition) || kind !== definition.kind)
    throw apiVersion.split("/").length > 2 ? wrongType("", "") : wrongType(apiVersion, kind);
  if (
    valueAt(value, "metadata", "managedFields") !== undefined &&
    valueAt(value, "metadata", "managedFields") !== null
  ) {
    throw badRequest("metadata.managedFields must be nil");
  }
  return value;
}

function parseText(text: string, fieldValidation: FieldValidation): unknown {
  try {
    const { value, duplicateLines } = parseYaml(text);
    if (fieldValidation === "Strict" && duplicateLines.length > 0) {
      const lines = duplicateLines.map(
        ({ key, line }) => `  line ${line}: key ${JSON.stringify(key)} already set in map`,
      );
      throw badRequest(
        `error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n${lines.join("\n")}`,
      );
    }
    return value ?? {};
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
