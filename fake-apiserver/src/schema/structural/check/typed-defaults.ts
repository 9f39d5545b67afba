import { isPlainObject, objectOf, type PlainObject } from "../../../codec/json/plain-object.ts";
import { coerceEmbedded } from "../embedded-objects.ts";
import { identityFields } from "../prune.ts";
import { structuralSchema } from "../to-object-schema.ts";
import { schemasIn } from "./schemas-in.ts";

/**
 * A schema whose defaults have of the metadata of objects what all metadata has, as the check of defaults leaves it; those
 * inside of metadata stay.
 *
 * @see apiextensions-apiserver pkg/apiserver/schema/defaulting/validation.go (validate)
 */
export function withTypedDefaults(schema: PlainObject): PlainObject {
  const isWanted = [...schemasIn(schema)].some(isEmbedded);
  return isWanted ? typedBelow(schema, true) : schema;
}

const isEmbedded = (schema: PlainObject): boolean =>
  schema["x-kubernetes-embedded-resource"] === true;

function typedBelow(schema: PlainObject, isObject: boolean): PlainObject {
  const { items, properties } = schema;
  const typed = Object.entries(objectOf(properties)).map(([name, property]) => {
    const isOwn = isObject && identityFields.has(name);
    return [name, isOwn || !isPlainObject(property) ? property : below(property)] as const;
  });
  return {
    ...schema,
    ...(schema["default"] === undefined ? {} : { default: typedDefault(schema) }),
    ...(isPlainObject(items) ? { items: below(items) } : {}),
    ...(properties === undefined ? {} : { properties: Object.fromEntries(typed) }),
  };
}

function below(schema: PlainObject): PlainObject {
  return typedBelow(schema, isEmbedded(schema));
}

function typedDefault(node: PlainObject): unknown {
  const place = { field: "", isResource: isEmbedded(node) };
  return coerceEmbedded(node["default"], structuralSchema(node), place).value;
}
