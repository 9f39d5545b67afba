import type { KubernetesObject } from "@informerlab/core";
import type { FieldSchema, ObjectSchema } from "@informerlab/fake-apiserver/internals";

/** A place in an object where as much may stand as one likes. */
export interface GrownPlace {
  /** Names of the fields that lead there; `*` is the only element of a list, or value of a map. */
  readonly path: readonly string[];
  readonly schema: ObjectSchema;
}

const depthMax = 9;
const growing = new Set(["list", "map", "string", "bytes", "quantity", "any"]);

/** All such places of a kind. Types that hold themselves are followed once. */
export function grownPlaces(schema: ObjectSchema): readonly GrownPlace[] {
  const places: GrownPlace[] = [];
  const visit = (at: ObjectSchema, path: readonly string[], inside: readonly string[]): void => {
    if (growing.has(at.type)) places.push({ path, schema: at });
    const name = at.openApiName ?? "";
    if (path.length >= depthMax || (name !== "" && inside.includes(name))) return;
    const within = [...inside, name];
    for (const [field, { schema: below }] of at.fields ?? [])
      visit(below, [...path, field], within);
    if (at.elements !== undefined) visit(at.elements, [...path, "*"], within);
  };
  visit(schema, [], []);
  return places;
}

/** The object with something else at a place; what leads there is made where it is missing, as small as its shape allows. */
export function withValueAt(
  object: KubernetesObject,
  schema: ObjectSchema,
  { path, value }: { readonly path: readonly string[]; readonly value: unknown },
): KubernetesObject {
  return replaced(object, schema, path, value) as KubernetesObject;
}

function replaced(
  current: unknown,
  schema: ObjectSchema,
  [step, ...rest]: readonly string[],
  value: unknown,
): unknown {
  if (step === undefined) return value;
  if (schema.type === "list" && schema.elements !== undefined) {
    const first: unknown = Array.isArray(current) ? current[0] : undefined;
    return [replaced(first ?? leastValue(schema.elements), schema.elements, rest, value)];
  }
  const known = typeof current === "object" && current !== null ? current : {};
  const below = schema.elements ?? schema.fields?.get(step)?.schema;
  if (below === undefined) throw new Error(`${step} is no field of ${schema.goType}`);
  const name = step === "*" ? (Object.keys(known)[0] ?? "k") : step;
  const inside: unknown = Reflect.get(known, name) ?? leastValue(below);
  return { ...known, [name]: replaced(inside, below, rest, value) };
}

/** The smallest value of a shape that is likely to be taken. */
export function leastValue(schema: ObjectSchema, index = 0): unknown {
  switch (schema.type) {
    case "struct": {
      const keys = new Set([...(schema.listMapKeys ?? []), schema.patchMergeKey, "name"]);
      const isNeeded = ({ name, isRequired }: FieldSchema): boolean => isRequired || keys.has(name);
      const fields = [...(schema.fields?.values() ?? [])].filter(isNeeded);
      return Object.fromEntries(
        fields.map((field) => [field.name, leastValue(field.schema, index)]),
      );
    }
    case "map":
      return {};
    case "list":
      return [];
    case "boolean":
      return true;
    case "integer":
    case "number":
    case "int-or-string":
      return 1 + index;
    case "bytes":
      return "YQ==";
    case "time":
      return "2026-01-02T03:04:05Z";
    case "micro-time":
      return "2026-01-02T03:04:05.000000Z";
    case "quantity":
      return `${1 + index}`;
    case "any":
      return {};
    default:
      return schema.enum?.[0] ?? `e${index}`;
  }
}
