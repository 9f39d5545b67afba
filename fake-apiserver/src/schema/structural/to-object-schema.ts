import type { Json } from "@informerlab/core";
import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
} from "../../codec/json/plain-object.ts";
import { builtInData } from "../built-in-data.ts";
import type { FieldSchema, MergeRelationship, ObjectSchema, SchemaType } from "../object-schema.ts";
import type { StructuralRules, ValidationRule } from "../structural-rules.ts";
import { holdsObjects } from "./embedded-objects.ts";

/** The schema of a custom resource: what its definition says, and the identity that every object has. */
export function toObjectSchema(openApi: unknown): ObjectSchema {
  const schema = withIdentities(structuralSchema(objectOf(openApi)));
  return {
    ...schema,
    type: "struct",
    relationship: "granular",
    fields: withIdentity(schema),
    // The whole has at least an identity.
    isOpen: schema.preservesUnknownFields === true,
  };
}

/** The same with the identity of the objects inside. */
function withIdentities(schema: ObjectSchema): ObjectSchema {
  if (!holdsObjects(schema)) return schema;
  const { elements } = schema;
  const fields = new Map(schema.fields);
  for (const [name, field] of fields)
    fields.set(name, { ...field, schema: withIdentities(field.schema) });
  return {
    ...schema,
    ...(elements === undefined ? {} : { elements: withIdentities(elements) }),
    fields: schema.isEmbeddedResource === true ? withIdentity({ ...schema, fields }) : fields,
  };
}

/** What every object has is typed, and held to the rules that a schema may have for it. */
function withIdentity({ fields: declared }: ObjectSchema): ReadonlyMap<string, FieldSchema> {
  const metadata = builtInData().table.named("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
  const fields = new Map(declared);
  for (const field of ["apiVersion", "kind"])
    fields.set(field, fieldOf(field, withRules(text, declared?.get(field)?.schema)));
  if (metadata !== undefined)
    fields.set(
      "metadata",
      fieldOf("metadata", withRules(metadata, declared?.get("metadata")?.schema)),
    );
  return fields;
}

/** A type with what a schema says beyond it. */
function withRules(typed: ObjectSchema, declared: ObjectSchema | undefined): ObjectSchema {
  if (declared === undefined) return typed;
  const { rules, default: value, isNullable, format } = declared;
  const fields = [...(typed.fields ?? [])].map(([name, field]): [string, FieldSchema] => {
    const schema = withRules(field.schema, declared.fields?.get(name)?.schema);
    return [name, schema === field.schema ? field : { ...field, schema }];
  });
  return {
    ...typed,
    ...(typed.fields === undefined ? {} : { fields: new Map(fields) }),
    ...(rules === undefined ? {} : { rules }),
    ...(value === undefined ? {} : { default: value }),
    ...(isNullable === undefined ? {} : { isNullable }),
    ...(format === undefined ? {} : { format }),
  };
}

const text: ObjectSchema = { type: "string", goType: "string", relationship: "atomic" };

function fieldOf(name: string, schema: ObjectSchema, isRequired = false): FieldSchema {
  return { name, schema, presence: "as-sent", isRequired, numbers: [] };
}

/** One node of a structural schema. */
export function structuralSchema(node: PlainObject, isBelowOpen = false): ObjectSchema {
  const type = typeOf(node);
  const isOpen = isBelowOpen || node["x-kubernetes-preserve-unknown-fields"] === true;
  const inner = (part: unknown): ObjectSchema => structuralSchema(objectOf(part), isOpen);
  const additional = node["additionalProperties"];
  const items = node["items"];
  return {
    type,
    goType: textOf(node["type"]),
    relationship: relationshipOf(node, type),
    ...(type === "struct" ? { fields: fieldsOf(node, inner) } : {}),
    ...(type === "map" ? { elements: inner(additional) } : {}),
    ...(type === "list" && items !== undefined ? { elements: inner(items) } : {}),
    ...(Array.isArray(node["x-kubernetes-list-map-keys"])
      ? { listMapKeys: node["x-kubernetes-list-map-keys"].map(textOf) }
      : {}),
    ...(textOf(node["format"]) === "" ? {} : { format: textOf(node["format"]) }),
    ...(node["x-kubernetes-preserve-unknown-fields"] === true
      ? { preservesUnknownFields: true }
      : {}),
    // Names that nothing may be called are kept, too, and then refused.
    ...(typeof additional === "boolean" ? { keepsNames: true } : {}),
    ...(isOpen || saysNothing(node) ? { isOpen: true } : {}),
    ...(node["x-kubernetes-embedded-resource"] === true ? { isEmbeddedResource: true } : {}),
    ...(node["nullable"] === true ? { isNullable: true } : {}),
    ...(node["default"] === undefined ? {} : { default: node["default"] as Json }),
    rules: rulesOf(node),
  };
}

/**
 * Whether a schema names no fields, so that structured merge takes any of them, whether they are kept or not.
 *
 * @see kube-openapi pkg/schemaconv/openapi.go (parseObject)
 */
function saysNothing(node: PlainObject): boolean {
  const additional = node["additionalProperties"] ?? undefined;
  if (additional !== undefined) return additional === true;
  const isEmpty = Object.keys(objectOf(node["properties"])).length === 0;
  return isEmpty && node["x-kubernetes-embedded-resource"] !== true;
}

function typeOf(node: PlainObject): SchemaType {
  if (node["x-kubernetes-int-or-string"] === true) return "int-or-string";
  switch (node["type"]) {
    case "object":
      return isPlainObject(node["additionalProperties"]) ? "map" : "struct";
    case "array":
      return "list";
    case "string":
    case "integer":
    case "number":
    case "boolean":
      return node["type"];
    default:
      return "any";
  }
}

function relationshipOf(node: PlainObject, type: SchemaType): MergeRelationship {
  if (type === "list") {
    if (node["x-kubernetes-list-type"] === "map") return "associative";
    return node["x-kubernetes-list-type"] === "set" ? "set" : "atomic";
  }
  if (type === "struct" || type === "map")
    return node["x-kubernetes-map-type"] === "atomic" ? "atomic" : "granular";
  return type === "any" ? "granular" : "atomic";
}

function fieldsOf(
  node: PlainObject,
  inner: (part: unknown) => ObjectSchema,
): ReadonlyMap<string, FieldSchema> {
  const required = new Set(listOf(node["required"]));
  return new Map(
    Object.entries(objectOf(node["properties"])).map(([name, property]) => [
      name,
      fieldOf(name, inner(property), required.has(name)),
    ]),
  );
}

const ruleNames = [
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "pattern",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
  "required",
  "enum",
  "allOf",
  "anyOf",
  "oneOf",
  "not",
] as const;

function rulesOf(node: PlainObject): StructuralRules {
  const rules: Record<string, unknown> = {};
  for (const name of ruleNames)
    if (node[name] !== undefined && node[name] !== null) rules[name] = node[name];
  const validations = listOf(node["x-kubernetes-validations"]) as readonly ValidationRule[];
  if (node["additionalProperties"] === false) rules["isClosed"] = true;
  return { ...rules, ...(validations.length === 0 ? {} : { validations }) };
}
