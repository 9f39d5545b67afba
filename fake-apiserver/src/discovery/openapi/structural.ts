import type { Json } from "@informerlab/core";
import { equalJson, isPlainObject, objectOf } from "../../codec/json/plain-object.ts";
import type { OpenApiSchema } from "./schemas.ts";

export type OpenApiVersion = "v2" | "v3";

/**
 * A schema of a custom resource as documents have it: what no structural schema holds is left out, values that are an
 * integer or a string are written out, embedded resources say their identity, and version 2 has nothing that kubectl
 * would take for more than it says.
 *
 * @param metadata of every object, as the documents describe it
 * @see apiextensions-apiserver pkg/apiserver/schema/{kubeopenapi,unfold}.go, pkg/controller/openapi/v2/conversion.go,
 * pkg/controller/openapi/builder/builder.go
 */
export function publishedSchema(
  schema: OpenApiSchema,
  version: OpenApiVersion,
  metadata: Json,
): OpenApiSchema {
  const publish = (child: unknown): OpenApiSchema => {
    const kept = unfolded(structural(objectOf(child) as OpenApiSchema));
    const own = version === "v2" ? forVersion2(kept) : kept;
    return withIdentity(withChildren(own, publish), version, metadata);
  };
  return publish(schema);
}

const extension = "x-kubernetes-";
const preserve = `${extension}preserve-unknown-fields`;
const embedded = `${extension}embedded-resource`;
const intOrString = `${extension}int-or-string`;

const junctors = ["allOf", "anyOf", "oneOf"] as const;
const members = new Set([
  ...[
    "type",
    "nullable",
    "description",
    "title",
    "default",
    "format",
    "pattern",
    "enum",
    "required",
  ],
  ...["maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "multipleOf", "maxLength"],
  ...["minLength", "maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties"],
  ...["items", "properties", "additionalProperties", "not", ...junctors],
  ...[preserve, embedded, intOrString, `${extension}list-map-keys`, `${extension}list-type`],
  ...[`${extension}map-type`, `${extension}validations`],
]);
/** Members that say something even when they are empty. */
const meantEmpty = new Set(["default", "items", "additionalProperties", "not"]);

function structural(schema: OpenApiSchema): OpenApiSchema {
  return filtered(
    schema,
    (name, value) => members.has(name) && (meantEmpty.has(name) ? value !== null : !isEmpty(value)),
  );
}

function isEmpty(value: Json): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === null || value === "" || value === false;
}

const eitherType: Json = [{ type: "integer" }, { type: "string" }];

function unfolded(schema: OpenApiSchema): OpenApiSchema {
  if (schema[intOrString] !== true) return schema;
  const { anyOf, allOf } = schema;
  const all = Array.isArray(allOf) ? allOf : [];
  const isWritten =
    equalJson(anyOf, eitherType) || equalJson(objectOf(all[0])["anyOf"], eitherType);
  if (isWritten) return schema;
  return anyOf === undefined
    ? { ...schema, anyOf: eitherType }
    : { ...schema, allOf: [{ anyOf: eitherType }, ...all] };
}

/** What version 2 has no words for, and what kubectl takes for "nothing else" there, goes. */
function forVersion2(schema: OpenApiSchema): OpenApiSchema {
  const { type, items, properties, additionalProperties, required } = schema;
  const isNullable = schema["nullable"] === true;
  const isOpen = schema[preserve] === true;
  const hasNoItems = isNullable || isOpen || items === undefined;
  const gone = new Set<string>([...junctors, "not", "default", "nullable"]);
  if (isNullable || isOpen) gone.add("items").add("properties");
  if (isNullable || (isOpen && type === "object") || (type === "array" && hasNoItems))
    gone.add("type");
  if (mayBeNull(additionalProperties)) gone.add("required");
  const declared = gone.has("properties") ? {} : objectOf(properties);
  const needed = (Array.isArray(required) ? required : []).filter(
    (name) => typeof name !== "string" || !mayBeNull(declared[name]),
  );
  return filtered(
    { ...schema, required: needed },
    (name, value) => !gone.has(name) && (name !== "required" || !isEmpty(value)),
  );
}

function mayBeNull(schema: unknown): boolean {
  return objectOf(schema)["nullable"] === true;
}

function withChildren(
  schema: OpenApiSchema,
  publish: (child: unknown) => OpenApiSchema,
): OpenApiSchema {
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]): [string, Json] => {
      if (name === "properties") {
        const published = Object.entries(objectOf(value)).map(([key, child]) => [
          key,
          publish(child),
        ]);
        return [name, Object.fromEntries(published) as Json];
      }
      if (junctors.some((junctor) => junctor === name) && Array.isArray(value))
        return [name, value.map(publish)];
      const isSchema =
        ["items", "additionalProperties", "not"].includes(name) && isPlainObject(value);
      return [name, isSchema ? publish(value) : value];
    }),
  );
}

const conventions =
  "More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#";
const identity: OpenApiSchema = {
  apiVersion: {
    description: `apiVersion defines the versioned schema of this representation of an object. ${conventions}resources`,
    type: "string",
  },
  kind: {
    description: `kind is a string value representing the type of this object. In CamelCase. ${conventions}types-kinds`,
    type: "string",
  },
};

function withIdentity(
  schema: OpenApiSchema,
  version: OpenApiVersion,
  metadata: Json,
): OpenApiSchema {
  if (schema[embedded] !== true || (version === "v2" && schema[preserve] === true)) return schema;
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const added = ["kind", "apiVersion"].filter((name) => !required.includes(name));
  return {
    ...schema,
    properties: { ...(objectOf(schema["properties"]) as OpenApiSchema), ...identity, metadata },
    required: [...required, ...added],
  };
}

function filtered(
  schema: OpenApiSchema,
  isKept: (name: string, value: Json) => boolean,
): OpenApiSchema {
  return Object.fromEntries(Object.entries(schema).filter(([name, value]) => isKept(name, value)));
}
