import type { Json, JsonObject } from "../../transcripts/fixture.ts";
import type { Chance } from "../chance.ts";
import { rulesOf } from "./rules.ts";

const formats = ["int32", "byte", "date", "date-time", "duration", "uuid", "ipv4", "email", "odd"];
const shapes = ["object", "object", "map", "list", "set", "keyed", "any", "embedded"] as const;
const scalars = ["string", "string", "integer", "number", "boolean", "either"] as const;
type Shape = (typeof shapes)[number] | (typeof scalars)[number];

/** A structural schema, that a server takes. */
export function drawSchema(chance: Chance, depth = 0): JsonObject {
  const shape = chance.oneOf<Shape>(depth > 2 ? scalars : [...scalars, ...shapes]);
  const schema = drawers[shape](chance, depth);
  return { ...schema, ...chance.maybe(8, () => ({ nullable: true })) };
}

type Drawer = (chance: Chance, depth: number) => JsonObject;

const drawers: Readonly<Record<Shape, Drawer>> = {
  string: (chance) => ({
    type: "string",
    maxLength: chance.oneOf([3, 10, 30]),
    ...chance.oneOf<JsonObject>([
      {},
      { enum: ["a", "b", ""] },
      { format: chance.oneOf(formats) },
      { pattern: chance.oneOf(["^[a-z]*$", "b", "^.{2}$"]) },
      { default: "a" },
      rulesOf("string", chance),
    ]),
  }),
  integer: (chance) => ({
    type: "integer",
    ...chance.maybe(3, () => ({ format: chance.oneOf(["int32", "int64"]) })),
    ...chance.maybe(3, () => ({ minimum: chance.oneOf([0, 1, -3, 0.5]) })),
    ...chance.maybe(3, () => ({ maximum: 5, exclusiveMaximum: chance.isOneIn(2) })),
    ...chance.maybe(3, () => rulesOf("integer", chance)),
  }),
  number: (chance) => ({
    type: "number",
    ...chance.maybe(3, () => ({ minimum: chance.oneOf([0, 0.5]) })),
    ...chance.maybe(5, () => ({ multipleOf: chance.oneOf([0.5, 2]) })),
  }),
  boolean: (chance) => ({ type: "boolean", ...chance.maybe(3, () => ({ default: true })) }),
  either: (chance) => ({
    "x-kubernetes-int-or-string": true,
    ...chance.maybe(2, () => ({ anyOf: [{ type: "integer" }, { type: "string" }] })),
    ...chance.maybe(4, () => ({ pattern: "^[0-9]+%?$" })),
  }),
  object: (chance, depth) => ({
    type: "object",
    ...(chance.isOneIn(8)
      ? {}
      : { properties: { a: drawSchema(chance, depth + 1), b: drawSchema(chance, depth + 1) } }),
    ...chance.maybe(5, () => ({ required: ["a"] })),
    ...chance.maybe(6, () => ({ "x-kubernetes-map-type": chance.oneOf(["atomic", "granular"]) })),
    ...chance.maybe(6, () => ({ "x-kubernetes-preserve-unknown-fields": true })),
    ...chance.maybe(8, () => ({ anyOf: [{ required: ["a"] }, { required: ["b"] }] })),
  }),
  map: (chance, depth) => ({
    type: "object",
    additionalProperties: chance.isOneIn(5) ? true : drawSchema(chance, depth + 1),
    ...chance.maybe(6, () => ({ "x-kubernetes-map-type": "atomic" })),
    maxProperties: chance.oneOf([2, 4]),
    ...chance.maybe(3, () => rulesOf("map", chance)),
  }),
  list: (chance, depth) => ({
    type: "array",
    items: drawSchema(chance, depth + 1),
    maxItems: chance.oneOf([2, 4]),
    ...chance.maybe(3, () => ({ "x-kubernetes-list-type": "atomic" })),
    ...chance.maybe(6, () => ({ minItems: 1 })),
  }),
  set: (chance) => ({
    type: "array",
    "x-kubernetes-list-type": "set",
    items: chance.oneOf<JsonObject>([
      { type: "string", maxLength: 5 },
      { type: "integer" },
      { type: "object", "x-kubernetes-map-type": "atomic", properties: { a: { type: "string" } } },
    ]),
  }),
  keyed: (chance, depth) => ({
    type: "array",
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": chance.oneOf<Json>([["k"], ["k", "l"]]),
    items: {
      type: "object",
      required: ["k"],
      properties: {
        k: { type: "string", maxLength: 5 },
        l: { type: "string", default: "z" },
        v: drawSchema(chance, depth + 1),
      },
    },
  }),
  any: (chance) => ({
    ...chance.maybe(2, () => ({ type: "object" })),
    "x-kubernetes-preserve-unknown-fields": true,
  }),
  embedded: (chance, depth) => ({
    type: "object",
    "x-kubernetes-embedded-resource": true,
    ...chance.oneOf<JsonObject>([
      { "x-kubernetes-preserve-unknown-fields": true },
      { properties: { spec: drawSchema(chance, depth + 1) } },
    ]),
  }),
};
