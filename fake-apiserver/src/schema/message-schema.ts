import { splitApiVersion } from "./api-version.ts";
import { builtInData } from "./built-in-data.ts";
import type { FieldSchema, ObjectSchema } from "./object-schema.ts";

const schemas = new Map<string, ObjectSchema>();

/** What the messages of a kind hold; undefined for kinds without protobuf. Only kinds that exist are remembered. */
export function messageSchemaOf(apiVersion: string, kind: string): ObjectSchema | undefined {
  const key = `${apiVersion}/${kind}`;
  let schema = schemas.get(key);
  if (schema !== undefined) return schema;
  // What tells of the core group says no version.
  const { group, version } = splitApiVersion(apiVersion === "" ? "v1" : apiVersion);
  schema =
    (group === "meta.k8s.io" ? partialSchemaOf(kind) : undefined) ??
    builtInData().table.kind(group, version, kind);
  if (schema !== undefined) schemas.set(key, schema);
  return schema;
}

/** What every list begins with. */
export function listMetaSchema(): ObjectSchema {
  return namedSchema("ListMeta");
}

/** Kinds that OpenAPI does not have. */
function partialSchemaOf(kind: string): ObjectSchema | undefined {
  const name = "PartialObjectMetadata";
  if (kind === name) return struct(kind, [member("metadata", namedSchema("ObjectMeta"), 1)]);
  if (kind !== `${name}List`) return undefined;
  const elements = struct(name, [member("metadata", namedSchema("ObjectMeta"), 1)]);
  const items: ObjectSchema = {
    type: "list",
    goType: `[]v1.${name}`,
    relationship: "atomic",
    elements,
  };
  return struct(kind, [member("metadata", listMetaSchema(), 1), member("items", items, 2)]);
}

function struct(kind: string, fields: readonly FieldSchema[]): ObjectSchema {
  return {
    type: "struct",
    goType: `v1.${kind}`,
    relationship: "granular",
    fields: new Map(fields.map((field) => [field.name, field])),
  };
}

function member(name: string, schema: ObjectSchema, number: number): FieldSchema {
  return { name, schema, presence: "always", isRequired: false, numbers: [number] };
}

function namedSchema(name: string): ObjectSchema {
  const schema = builtInData().table.named(`io.k8s.apimachinery.pkg.apis.meta.v1.${name}`);
  if (schema === undefined) throw new Error(`no type ${name} in the table of built-in kinds`);
  return schema;
}
