import {
  equalJson,
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
} from "../../../codec/json/plain-object.ts";
import { emptiedMember } from "../../../schema/emptied-members.ts";
import { internalSchema } from "../../../schema/structural/check/internal-schema.ts";

/** What all versions have alike stands above them inside of the server, and errors name it there. */
export type SharedPart =
  | "schema"
  | "subresources"
  | "additionalPrinterColumns"
  | "selectableFields";

/** A spec, its versions, and which of their parts are alike. */
export interface DefinitionSpec {
  readonly spec: PlainObject;
  readonly versions: readonly PlainObject[];
  readonly shared: ReadonlySet<SharedPart>;
}

const parts: readonly SharedPart[] = [
  "schema",
  "subresources",
  "additionalPrinterColumns",
  "selectableFields",
];

/** @see apiextensions-apiserver pkg/apis/apiextensions/v1/conversion.go */
export function readSpec(spec: PlainObject): DefinitionSpec {
  const versions = listOf(spec["versions"]).map(objectOf);
  const [first, ...others] = versions;
  const isAlike = (part: SharedPart): boolean =>
    first !== undefined &&
    others.every((version) => equalJson(version[part] ?? null, first[part] ?? null));
  return { spec, versions, shared: new Set(parts.filter(isAlike)) };
}

/** The field of a part of a version. */
export function fieldOfPart({ shared }: DefinitionSpec, part: SharedPart, index: number): string {
  if (!shared.has(part)) return `spec.versions[${index}].${part}`;
  return part === "schema" ? "spec.validation" : `spec.${part}`;
}

/** The versions as the server holds them inside, which is how errors show them. */
export function internalVersions({ spec, versions, shared }: DefinitionSpec): unknown {
  if (!Array.isArray(spec["versions"])) return emptiedMember(spec, "versions") ?? null;
  return versions.map((version) => {
    const own = (part: SharedPart, read: (value: unknown) => unknown): unknown => {
      const value = version[part] ?? emptiedMember(version, part) ?? null;
      return shared.has(part) || value === null ? null : read(value);
    };
    return {
      Name: textOf(version["name"]),
      Served: version["served"] === true,
      Storage: version["storage"] === true,
      Deprecated: version["deprecated"] === true,
      DeprecationWarning: version["deprecationWarning"] ?? null,
      Schema: own("schema", (schema) => {
        const { openAPIV3Schema } = objectOf(schema);
        return {
          OpenAPIV3Schema: isPlainObject(openAPIV3Schema) ? internalSchema(openAPIV3Schema) : null,
        };
      }),
      Subresources: own("subresources", internalSubresources),
      AdditionalPrinterColumns: own("additionalPrinterColumns", (columns) =>
        listOf(columns).map(internalColumn),
      ),
      SelectableFields: own("selectableFields", (fields) =>
        listOf(fields).map((field) => ({ JSONPath: textOf(objectOf(field)["jsonPath"]) })),
      ),
    };
  });
}

function internalSubresources(value: unknown): PlainObject {
  const { status, scale } = objectOf(value);
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = objectOf(scale);
  return {
    Status: isPlainObject(status) ? {} : null,
    Scale: isPlainObject(scale)
      ? {
          SpecReplicasPath: textOf(specReplicasPath),
          StatusReplicasPath: textOf(statusReplicasPath),
          LabelSelectorPath: labelSelectorPath ?? null,
        }
      : null,
  };
}

function internalColumn(value: unknown): PlainObject {
  const { name, type, format, description, priority, jsonPath } = objectOf(value);
  return {
    Name: textOf(name),
    Type: textOf(type),
    Format: textOf(format),
    Description: textOf(description),
    Priority: priority ?? 0,
    JSONPath: textOf(jsonPath),
  };
}
