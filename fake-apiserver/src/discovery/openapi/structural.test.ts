import type { Json } from "@informerlab/core";
import { expect, test } from "vitest";
import { publishedSchema } from "./structural.ts";

const metadata = { allOf: [{ $ref: "#/components/schemas/ObjectMeta" }] };
const ofSpec = (property: Json, version: "v2" | "v3") =>
  publishedSchema({ type: "object", properties: { x: property } }, version, metadata)["properties"];

const text = { type: "string" };
const open = { "x-kubernetes-preserve-unknown-fields": true };
const either = [{ type: "integer" }, { type: "string" }];
const mixed = { "x-kubernetes-int-or-string": true };

// As kube-apiserver v1.35.4 publishes them, in version 2 and 3.
test.each<[string, Json, Json, Json]>([
  [
    "junctors are of version 3",
    {
      type: "object",
      oneOf: [{ required: ["a"] }],
      anyOf: [{ required: ["a"] }],
      not: { required: ["b"] },
    },
    { type: "object" },
    {
      type: "object",
      oneOf: [{ required: ["a"] }],
      anyOf: [{ required: ["a"] }],
      not: { required: ["b"] },
    },
  ],
  [
    "what may be null has no type in version 2, and is not required",
    {
      type: "object",
      required: ["a", "b"],
      properties: {
        a: { ...text, nullable: true, format: "date-time" },
        b: { type: "object", nullable: true, properties: { c: text } },
      },
    },
    { type: "object", properties: { a: { format: "date-time" }, b: {} } },
    {
      type: "object",
      required: ["a", "b"],
      properties: {
        a: { ...text, nullable: true, format: "date-time" },
        b: { type: "object", nullable: true, properties: { c: text } },
      },
    },
  ],
  [
    "nothing is required of values that may be null",
    { type: "object", required: ["a"], additionalProperties: { ...text, nullable: true } },
    { type: "object", additionalProperties: {} },
    { type: "object", required: ["a"], additionalProperties: { ...text, nullable: true } },
  ],
  [
    "what takes any members names none in version 2",
    { type: "object", ...open, properties: { a: text } },
    open,
    { type: "object", ...open, properties: { a: text } },
  ],
  [
    "a list of unknown items",
    { type: "array", items: { type: "object", ...open } },
    { type: "array", items: open },
    { type: "array", items: { type: "object", ...open } },
  ],
  [
    "a list that may be null",
    { type: "array", nullable: true, items: text },
    {},
    { type: "array", nullable: true, items: text },
  ],
  ["an integer or a string is written out", mixed, mixed, { ...mixed, anyOf: either }],
  ["once", { ...mixed, anyOf: either }, mixed, { ...mixed, anyOf: either }],
  [
    "beside what else it may be",
    { ...mixed, anyOf: [{ minimum: 1 }] },
    mixed,
    { ...mixed, anyOf: [{ minimum: 1 }], allOf: [{ anyOf: either }] },
  ],
  [
    "defaults are of version 3, and what a structural schema cannot hold is of none",
    {
      ...text,
      default: "",
      nullable: false,
      uniqueItems: false,
      enum: [],
      minLength: 0,
      example: "a",
      externalDocs: { url: "b" },
    },
    { ...text, minLength: 0 },
    { ...text, default: "", minLength: 0 },
  ],
])("%s", (_, schema, inVersion2, inVersion3) => {
  expect(ofSpec(schema, "v2")).toEqual({ x: inVersion2 });
  expect(ofSpec(schema, "v3")).toEqual({ x: inVersion3 });
});

test("an embedded resource says its identity, but where version 2 would then take nothing else", () => {
  const resource = { type: "object", "x-kubernetes-embedded-resource": true };
  const identity = { apiVersion: { type: "string" }, kind: { type: "string" }, metadata };
  const said = { x: { required: ["kind", "apiVersion"], properties: identity } };

  expect(ofSpec(resource, "v2")).toMatchObject(said);
  expect(ofSpec(resource, "v3")).toMatchObject(said);
  expect(ofSpec({ ...resource, ...open }, "v3")).toMatchObject(said);
  expect(ofSpec({ ...resource, ...open }, "v2")).toEqual({
    x: { ...open, "x-kubernetes-embedded-resource": true },
  });
});
