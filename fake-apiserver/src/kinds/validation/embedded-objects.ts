import {
  isPlainObject,
  objectOf,
  type PlainObject,
  textOf,
} from "../../codec/json/plain-object.ts";
import { label1035Name, labelName } from "../../codec/names/names.ts";
import { pathSegmentName } from "../../codec/names/path-segment.ts";
import { type FieldError, invalid, required } from "../../schema/field-error.ts";
import type { ObjectSchema } from "../../schema/object-schema.ts";
import {
  type EmbeddedPlace,
  holdsObjects,
  wholeObject,
} from "../../schema/structural/embedded-objects.ts";
import { typedMetadata } from "../../schema/typed-metadata.ts";
import { TypeMismatchError } from "../../schema/typed-value.ts";
import { validateMetadata } from "./object-meta.ts";

/**
 * What is wrong with the objects inside of a value that its schema calls `x-kubernetes-embedded-resource`: they say
 * their version and kind, and their metadata obeys the rules of all metadata, but needs no name.
 *
 * @see apiextensions-apiserver pkg/apiserver/schema/objectmeta/validation.go
 */
export function embeddedProblems(
  value: unknown,
  schema: ObjectSchema | undefined,
  { field, isResource }: EmbeddedPlace = wholeObject,
): readonly FieldError[] {
  if (schema === undefined || (!isResource && !holdsObjects(schema))) return [];
  const below = (item: unknown, child: ObjectSchema | undefined, at: string) =>
    embeddedProblems(item, child, {
      field: at,
      isResource: child?.isEmbeddedResource === true,
    });
  if (Array.isArray(value))
    return value.flatMap((item, index) => below(item, schema.elements, `${field}[${index}]`));
  if (!isPlainObject(value)) return [];
  const members = Object.keys(value)
    .sort()
    .flatMap((name) => {
      const child = schema.fields?.get(name)?.schema;
      if (child !== undefined) return below(value[name], child, childOf(field, name));
      return schema.type === "map" ? below(value[name], schema.elements, `${field}[${name}]`) : [];
    });
  return isResource ? [...ownProblems(value, field), ...members] : members;
}

function ownProblems(object: PlainObject, field: string): readonly FieldError[] {
  const missing = ["apiVersion", "kind"].filter((name) => object[name] === undefined);
  return [
    ...missing.map((name) => required(childOf(field, name))),
    ...nameProblem(object["apiVersion"], childOf(field, "apiVersion"), versionProblem),
    ...nameProblem(object["kind"], childOf(field, "kind"), kindProblem),
    ...metadataProblems(object["metadata"], childOf(field, "metadata")),
  ];
}

function nameProblem(
  given: unknown,
  field: string,
  problemOf: (text: string) => string | undefined,
): readonly FieldError[] {
  if (given === undefined) return [];
  if (typeof given !== "string") return [invalid(field, given, "must be a string")];
  const problem = given === "" ? "must not be empty" : problemOf(given);
  return problem === undefined ? [] : [invalid(field, given, problem)];
}

function versionProblem(apiVersion: string): string | undefined {
  if (apiVersion.split("/").length <= 2) return undefined;
  return `unexpected GroupVersion string: ${apiVersion}`;
}

function kindProblem(kind: string): string | undefined {
  const problems = label1035Name(kind.toLowerCase());
  if (problems.length === 0) return undefined;
  return `may have mixed case, but should otherwise match: ${problems.join(",")}`;
}

function metadataProblems(given: unknown, field: string): readonly FieldError[] {
  if (given === undefined) return [];
  try {
    const metadata = objectOf(typedMetadata(given).value);
    // Something has to stand where no name needs to be.
    const named = textOf(metadata["name"]) === "" ? { ...metadata, name: "fakename" } : metadata;
    const namespace = textOf(metadata["namespace"]);
    const problems = validateMetadata(
      { metadata: named },
      { namespaced: namespace !== "", nameRule: pathSegmentName, qualifiesFinalizers: false },
    );
    const ofNames = problems.filter(({ field }) => /^metadata\.(name|generateName)$/.test(field));
    // The namespace of a request is checked by who finds it; this one is nobody's else.
    const ofNamespace = (namespace === "" ? [] : labelName(namespace)).map((problem) =>
      invalid("metadata.namespace", namespace, problem),
    );
    const others = problems.filter((error) => !ofNames.includes(error));
    return [...ofNames, ...ofNamespace, ...others].map((error) => ({
      ...error,
      field: field.replace(/metadata$/, error.field),
    }));
  } catch (error) {
    if (!(error instanceof TypeMismatchError)) throw error;
    return [invalid(field, given, error.message)];
  }
}

function childOf(field: string, name: string): string {
  return field === "" ? name : `${field}.${name}`;
}
