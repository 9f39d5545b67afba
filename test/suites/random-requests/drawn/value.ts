import { isObject, type Json, type JsonObject } from "../../transcripts/fixture.ts";
import type { Chance } from "../chance.ts";

const texts = ["a", "b", "ab", "", "A1", "2020-01-01T00:00:00Z", "1h", "QUJD", "10.0.0.1", "é"];
const wrong: readonly Json[] = [
  ...[null, 1, 1.5, "a", true, "zzzzzzzzzzzzzzz", 3e10],
  ...[[], {}, [1, 1], [{}], { a: 1 }, { a: { b: [null] } }],
];

/** A value by a schema, mostly as it says. */
export function valueBy(schema: JsonObject, chance: Chance): Json {
  if (chance.isOneIn(20)) return chance.oneOf(wrong);
  if (schema["x-kubernetes-int-or-string"] === true) return chance.oneOf<Json>([1, 80, "50%", "a"]);
  switch (schema["type"]) {
    case "string":
      return chance.oneOf(texts);
    case "integer":
      return chance.oneOf([0, 1, 2, 4, -2, 100]);
    case "number":
      return chance.oneOf([0, 1, 0.5, 2.25, -1.5]);
    case "boolean":
      return chance.isOneIn(2);
    case "array":
      return listBy(schema, chance);
    case "object":
      return objectBy(schema, chance);
    default:
      return chance.oneOf<Json>([1, "a", { x: 1, y: { z: [1] } }, [1, { a: 2 }], true]);
  }
}

function partOf(schema: JsonObject, name: string): JsonObject {
  const part = schema[name];
  return isObject(part ?? null) ? (part as JsonObject) : {};
}

function listBy(schema: JsonObject, chance: Chance): Json {
  const items = partOf(schema, "items");
  return Array.from({ length: chance.oneOf([0, 1, 2, 2, 3]) }, () => valueBy(items, chance));
}

function objectBy(schema: JsonObject, chance: Chance): Json {
  if (schema["x-kubernetes-embedded-resource"] === true) return embedded(schema, chance);
  const members = schema["additionalProperties"];
  if (members !== undefined)
    return drawnMembers(["a", "b", "x/y"], chance, () =>
      isObject(members)
        ? valueBy(members, chance)
        : chance.oneOf<Json>([1, { q: { r: 1 } }, [{ z: 1 }], "t"]),
    );
  const properties = partOf(schema, "properties");
  return {
    ...drawnMembers(Object.keys(properties), chance, (name) =>
      valueBy(partOf(properties, name), chance),
    ),
    ...chance.maybe(8, () => ({ odd: chance.oneOf<Json>([1, { x: [1] }]) })),
  };
}

function drawnMembers(
  names: readonly string[],
  chance: Chance,
  draw: (name: string) => Json,
): JsonObject {
  const kept = names.filter(() => !chance.isOneIn(4));
  return Object.fromEntries(kept.map((name) => [name, draw(name)]));
}

function embedded(schema: JsonObject, chance: Chance): Json {
  const { spec } = partOf(schema, "properties");
  return {
    apiVersion: chance.oneOf(["v1", "v1", "a/b/c"]),
    ...(chance.isOneIn(8) ? {} : { kind: chance.oneOf(["Pod", "lower"]) }),
    ...chance.maybe(2, () => ({
      metadata: chance.oneOf<Json>([{ name: "a" }, { name: "Not Valid" }, { odd: 1 }]),
    })),
    ...(isObject(spec ?? null) ? { spec: valueBy(spec as JsonObject, chance) } : { free: 1 }),
  };
}
