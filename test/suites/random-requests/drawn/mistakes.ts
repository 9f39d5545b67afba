import type { Json, JsonObject } from "../../transcripts/fixture.ts";
import type { Chance } from "../chance.ts";
import { drawSchema } from "./schema.ts";

/** What may be wrong with a part of a schema, beside all that is right. */
const mistakes: readonly JsonObject[] = [
  { type: "odd" },
  { $schema: "x" },
  { $ref: "x" },
  { uniqueItems: true },
  { dependencies: { a: ["b"] } },
  { patternProperties: { "^a": { type: "string" } } },
  { definitions: {} },
  { externalDocs: { url: "u" } },
  { "x-kubernetes-preserve-unknown-fields": false },
  { "x-kubernetes-list-type": "set" },
  { "x-kubernetes-list-map-keys": ["k", "k"] },
  { "x-kubernetes-map-type": "odd" },
  { "x-kubernetes-embedded-resource": true },
  { allOf: [] },
  { enum: [] },
  { pattern: "(" },
  { multipleOf: -1, default: 2 },
  { minimum: 1.5, default: 0 },
  { format: "odd", default: -1 },
  { default: {} },
  { default: [1, 1] },
  { default: "a" },
  { not: { type: "string" } },
  { oneOf: [{ required: ["a"] }, { properties: { nope: { minimum: 1 } } }] },
  { anyOf: [{ description: "x" }, { items: { maxLength: 2 } }] },
  { "x-kubernetes-validations": [{ rule: "self.a > 0", fieldPath: ".a" }] },
  { "x-kubernetes-validations": [{ rule: "", message: "a\nb", reason: "Odd" }] },
  { "x-kubernetes-validations": [{ rule: "true", messageExpression: "1", fieldPath: ".b.c" }] },
];

const paths = [
  ...[".spec.a", ".spec", ".status.n", "spec.a", ".metadata.name", ".spec['a']", ".spec."],
  ...["", "..a", "$.spec.a", ".spec.b.a", ".spec[", ".spec.n"],
];

/** A version of a definition, in which something is wrong now and then. */
export function mistakenVersion(name: string, isStorage: boolean, chance: Chance): JsonObject {
  const spec = { ...drawSchema(chance), ...chance.maybe(2, () => chance.oneOf(mistakes)) };
  const root: JsonObject = chance.maybe(4, () => chance.oneOf(mistakes)) as JsonObject;
  const openAPIV3Schema = { type: "object", properties: { spec }, ...root };
  return {
    name,
    served: true,
    storage: isStorage,
    schema: { openAPIV3Schema },
    ...chance.maybe(3, () => ({ subresources: subresources(chance) })),
    ...chance.maybe(3, () => ({
      selectableFields: [{ jsonPath: chance.oneOf(paths) }, { jsonPath: chance.oneOf(paths) }],
    })),
    ...chance.maybe(4, () => ({
      additionalPrinterColumns: [
        { name: "A", type: chance.oneOf(["string", "odd"]), jsonPath: chance.oneOf(paths) },
      ],
    })),
  } as JsonObject;
}

function subresources(chance: Chance): Json {
  return {
    status: {},
    ...chance.maybe(2, () => ({
      scale: {
        specReplicasPath: chance.oneOf([".spec.n", ".spec.a", ".status.n", ""]),
        statusReplicasPath: chance.oneOf([".status.n", ".spec.n"]),
        labelSelectorPath: chance.oneOf([".status.s", "s"]),
      },
    })),
  };
}
