import { pathText } from "../../codec/json/parse-json.ts";
import { isPlainObject, type PlainObject, setMember } from "../../codec/json/plain-object.ts";
import type { ObjectSchema } from "../object-schema.ts";

/** An object without what its schema does not specify. */
export interface Pruned {
  readonly value: PlainObject;
  /** Paths of what was dropped, parents before their children, names in order. */
  readonly unknownFields: readonly string[];
}

/** What every object has, whether its schema says so or not. */
export const identityFields: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata"]);

/**
 * Drops the fields of a custom object that its structural schema does not specify, except where it says
 * `x-kubernetes-preserve-unknown-fields`.
 *
 * @see apiextensions-apiserver pkg/apiserver/schema/pruning/algorithm.go
 */
export function pruneUnknownFields(object: PlainObject, schema: ObjectSchema): Pruned {
  const unknownFields: string[] = [];
  const value = prune(object, schema, { path: [], unknownFields, isResource: true }) as PlainObject;
  return { value, unknownFields };
}

/** What members are that have no schema of their own. */
function othersOf(schema: ObjectSchema): ObjectSchema | undefined {
  if (schema.type === "map") return schema.elements;
  const isPruned = schema.keepsNames === true && schema.preservesUnknownFields !== true;
  return isPruned ? unspecified : undefined;
}

/** Of items that no schema speaks of nothing is specified. */
const unspecified: ObjectSchema = { type: "struct", goType: "", relationship: "granular" };

interface Walk {
  readonly path: readonly (string | number)[];
  readonly unknownFields: string[];
  readonly isResource: boolean;
}

function prune(value: unknown, schema: ObjectSchema | undefined, walk: Walk): unknown {
  if (Array.isArray(value)) {
    if (schema === undefined || schema.preservesUnknownFields === true) return value;
    const { elements = unspecified } = schema;
    return value.map((item, index) =>
      prune(item, elements, {
        ...walk,
        path: [...walk.path, index],
        isResource: elements.isEmbeddedResource === true,
      }),
    );
  }
  if (!isPlainObject(value) || schema === undefined) return value;
  const result: Record<string, unknown> = {};
  for (const name of Object.keys(value).sort()) {
    const path = [...walk.path, name];
    if (walk.isResource && identityFields.has(name)) {
      setMember(result, name, value[name]);
      continue;
    }
    const child = schema.fields?.get(name)?.schema ?? othersOf(schema);
    if (child !== undefined) {
      const isResource = child.isEmbeddedResource === true;
      setMember(result, name, prune(value[name], child, { ...walk, path, isResource }));
    } else if (schema.preservesUnknownFields === true || schema.type === "any") {
      setMember(result, name, value[name]);
    } else {
      walk.unknownFields.push(pathText(path));
    }
  }
  return result;
}
