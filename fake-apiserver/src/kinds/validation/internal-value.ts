import { isPlainObject, objectOf, type PlainObject } from "../../codec/json/plain-object.ts";
import { emptiedMember } from "../../schema/emptied-members.ts";
import { goName } from "../../schema/go-name.ts";
import type { FieldSchema, ObjectSchema } from "../../schema/object-schema.ts";

/**
 * A value as the server's error texts show it: of an internal type, whose fields have their Go names and are all
 * written, the empty ones too. Types of meta/v1 are the same inside and outside.
 */
export function internalValue(value: unknown, schema: ObjectSchema): unknown {
  switch (schema.type) {
    case "struct":
      return isMetaType(schema)
        ? metaValue(value, schema)
        : isPlainObject(value)
          ? internalStruct(value, schema)
          : null;
    case "list":
      return Array.isArray(value) && schema.elements !== undefined
        ? value.map((item) => internalValue(item, schema.elements as ObjectSchema))
        : null;
    case "map":
      return isPlainObject(value) && schema.elements !== undefined
        ? Object.fromEntries(
            Object.keys(value)
              .sort()
              .map((key) => [key, internalValue(value[key], schema.elements as ObjectSchema)]),
          )
        : null;
    default:
      return value ?? null;
  }
}

const metaPackage = "io.k8s.apimachinery.pkg.apis.meta.v1.";

function isMetaType(schema: ObjectSchema): boolean {
  return schema.openApiName?.startsWith(metaPackage) === true;
}

function metaValue(value: unknown, schema: ObjectSchema): unknown {
  if (Array.isArray(value) && schema.elements !== undefined)
    return value.map((item) => metaValue(item, schema.elements as ObjectSchema));
  if (!isPlainObject(value) || schema.type !== "struct") return value ?? null;
  const shown: Record<string, unknown> = {};
  for (const name of namesInside(schema)) {
    const field = schema.fields?.get(name);
    if (field !== undefined && value[name] !== undefined)
      shown[name] = metaValue(value[name], field.schema);
  }
  return shown;
}

function namesInside({ orderInside, fields }: ObjectSchema): Iterable<string> {
  return orderInside ?? fields?.keys() ?? [];
}

/** A struct, or those of its fields that Go embeds as a struct of the name `part`. */
export function internalStruct(
  value: PlainObject,
  schema: ObjectSchema,
  part?: string,
): PlainObject {
  const shown: Record<string, unknown> = {};
  for (const name of namesInside(schema)) {
    const field = schema.fields?.get(name);
    if (field === undefined || (part !== undefined && field.embeddedIn !== part)) continue;
    // Embedded without a name: its members stand among those of the outer type.
    if (field.name === "metadata") Object.assign(shown, metaValue(value["metadata"], field.schema));
    else if (field.name !== "kind" && field.name !== "apiVersion")
      shown[field.goName ?? goName(field.name)] =
        field.name === "securityContext" && schema.fields?.has("hostNetwork") === true
          ? withHostFlags(value, internalStruct(objectOf(value["securityContext"]), field.schema))
          : internalField(value[field.name] ?? emptiedMember(value, field.name), field);
    else if (!isTopLevel(schema)) shown[goName(field.name)] = value[field.name] ?? "";
  }
  return shown;
}

/** Inside the server a pod's security context says which namespaces of the host it uses. */
function withHostFlags(spec: PlainObject, shown: PlainObject): PlainObject {
  return {
    HostNetwork: spec["hostNetwork"] ?? false,
    HostPID: spec["hostPID"] ?? false,
    HostIPC: spec["hostIPC"] ?? false,
    ShareProcessNamespace: spec["shareProcessNamespace"] ?? null,
    HostUsers: spec["hostUsers"] ?? null,
    ...shown,
  };
}

function isTopLevel(schema: ObjectSchema): boolean {
  return schema.fields?.has("metadata") === true;
}

/** The same for a field, which may be absent. */
export function internalField(
  value: unknown,
  { schema, presence }: Pick<FieldSchema, "schema" | "presence">,
): unknown {
  if (value !== undefined && value !== null) return internalValue(value, schema);
  if (presence === "pointer" || presence === "pointer-or-null") {
    return null;
  }
  switch (schema.type) {
    case "struct":
      return internalStruct(objectOf(value), schema);
    case "string":
      return "";
    case "integer":
    case "number":
    case "int-or-string":
      return 0;
    case "boolean":
      return false;
    case "quantity":
      return "0";
    default:
      return null;
  }
}
