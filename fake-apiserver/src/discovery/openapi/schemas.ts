import type { Json } from "@informerlab/core";
import { builtInData } from "../../schema/built-in-data.ts";
import type { EncodedExtras, EncodedField, EncodedType } from "../../schema/type-table.ts";
import { described, type OpenApiDescriptions } from "./descriptions.ts";
import { inDeclaredOrder } from "./required.ts";

/** A schema as an OpenAPI document writes it. */
export type OpenApiSchema = Readonly<Record<string, Json>>;

/** Where an OpenAPI 3 document keeps its schemas. */
export const schemaPrefix = "#/components/schemas/";

/** The schema of a built-in type by its OpenAPI name; undefined for a name that no type has. */
export function builtInSchema(name: string): OpenApiSchema | undefined {
  const { table } = builtInData();
  const index = indexByName().get(name);
  const type = index === undefined ? undefined : table.types[index];
  return type === undefined ? undefined : typeSchema(type, name);
}

/** The names of the types that every server describes. */
export function usualSchemaNames(): readonly string[] {
  return [...indexByName().keys()].slice(0, builtInData().usualTypes);
}

/** The OpenAPI name of a built-in kind's type. */
export function builtInSchemaName(
  group: string,
  version: string,
  kind: string,
): string | undefined {
  return builtInData().table.kind(group, version, kind)?.openApiName;
}

/** All schemas that the given ones refer to, however far away, by name. */
export function withReferences(
  names: Iterable<string>,
  descriptions: OpenApiDescriptions = {},
): Readonly<Record<string, OpenApiSchema>> {
  const found = new Map<string, OpenApiSchema>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    const schema = builtInSchema(name);
    if (schema === undefined) continue;
    found.set(name, described(name, schema, descriptions));
    open.push(...referencesIn(schema));
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The names of schemas that a document part refers to. */
export function referencesIn(part: unknown): readonly string[] {
  if (Array.isArray(part)) return part.flatMap(referencesIn);
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    key === "$ref" && typeof value === "string" && value.startsWith(schemaPrefix)
      ? [value.slice(schemaPrefix.length)]
      : referencesIn(value),
  );
}

let names: ReadonlyMap<string, number> | undefined;

function indexByName(): ReadonlyMap<string, number> {
  const { table } = builtInData();
  names ??= new Map(table.types.map((_, index) => [table.nameOf(index), index]));
  return names;
}

function typeSchema([, , fields, openApi, kinds]: EncodedType, name: string): OpenApiSchema {
  const required = inDeclaredOrder(
    name,
    fields.filter(([, code]) => code.endsWith("^")).map(([field]) => field),
  );
  const groupKinds = groupVersionKinds(name, kinds);
  return {
    ...(fields.length === 0 ? {} : { properties: Object.fromEntries(fields.map(propertyOf)) }),
    ...(required.length === 0 ? {} : { required }),
    ...openApi,
    ...(groupKinds.length === 0 ? {} : { "x-kubernetes-group-version-kind": groupKinds }),
  };
}

function groupVersionKinds(name: string, kinds: readonly string[]): readonly Json[] {
  const { optionsGroups, watchEventGroups } = builtInData();
  const kind = name.slice(name.lastIndexOf(".") + 1);
  const isMeta = name.startsWith("io.k8s.apimachinery.pkg.apis.meta.v1.");
  const groupVersions =
    isMeta && kind === "DeleteOptions"
      ? optionsGroups
      : isMeta && kind === "WatchEvent"
        ? watchEventGroups
        : kinds;
  return groupVersions.map((groupVersion) => {
    const [group = "", version = ""] = groupVersion.split("/");
    return { group, kind, version };
  });
}

function propertyOf([name, code, , extras]: EncodedField): readonly [string, OpenApiSchema] {
  return [name, schemaOf(code.endsWith("^") ? code.slice(0, -1) : code, extras)];
}

const scalars: Readonly<Record<string, { readonly schema: OpenApiSchema; readonly zero: Json }>> = {
  s: { schema: { type: "string" }, zero: "" },
  y: { schema: { format: "byte", type: "string" }, zero: "" },
  i: { schema: { format: "int32", type: "integer" }, zero: 0 },
  l: { schema: { format: "int64", type: "integer" }, zero: 0 },
  b: { schema: { type: "boolean" }, zero: false },
  f: { schema: { format: "double", type: "number" }, zero: 0 },
};

function schemaOf(code: string, extras: EncodedExtras = {}): OpenApiSchema {
  const rest = extraMembers(extras);
  if (code.startsWith("["))
    return { items: schemaOf(code.slice(1), extras.x), type: "array", ...rest };
  if (code.startsWith("{"))
    return { additionalProperties: schemaOf(code.slice(1), extras.x), type: "object", ...rest };
  const hasZero = code.endsWith("!");
  const bare = hasZero ? code.slice(0, -1) : code;
  if (bare.startsWith("$")) return { $ref: referenceTo(bare), ...rest };
  if (bare.startsWith("@")) {
    return { allOf: [{ $ref: referenceTo(bare) }], ...(hasZero ? { default: {} } : {}), ...rest };
  }
  const scalar = scalars[bare];
  return {
    ...(hasZero && scalar !== undefined ? { default: scalar.zero } : {}),
    ...scalar?.schema,
    ...rest,
  };
}

function referenceTo(code: string): string {
  return schemaPrefix + builtInData().table.nameOf(Number.parseInt(code.slice(1), 10));
}

function extraMembers(extras: EncodedExtras): OpenApiSchema {
  return {
    ...(extras.d === undefined ? {} : { default: extras.d }),
    ...(extras.e === undefined ? {} : { enum: extras.e }),
    ...(extras.lk === undefined ? {} : { "x-kubernetes-list-map-keys": extras.lk }),
    ...(extras.lt === undefined ? {} : { "x-kubernetes-list-type": extras.lt }),
    ...(extras.mt === undefined ? {} : { "x-kubernetes-map-type": extras.mt }),
    ...(extras.pk === undefined ? {} : { "x-kubernetes-patch-merge-key": extras.pk }),
    ...(extras.ps === undefined ? {} : { "x-kubernetes-patch-strategy": extras.ps }),
  };
}
