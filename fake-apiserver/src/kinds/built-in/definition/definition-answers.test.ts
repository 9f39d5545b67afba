import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../../../fake-apiserver.ts";
import { jsonOf, send } from "../../../testing/send.ts";

// What the real server of 1.35 answered to whole definitions that were drawn at random, each reduced to what it shows.

const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions?dryRun=All";
const json = { "content-type": "application/json" };

interface Said {
  readonly details?: { readonly causes: readonly { readonly field: string; message: string }[] };
}

const version = (name: string, schema: object, more: object = {}): object => ({
  name,
  served: true,
  storage: name === "v1",
  schema: { openAPIV3Schema: { type: "object", ...schema } },
  ...more,
});

/** What is refused of a definition with these versions, without what every one of them is told. */
function refused(...versions: readonly object[]): readonly string[] {
  const cluster = createCluster({ environment: new Simulation() });
  const body = {
    metadata: { name: "parts.example.org" },
    spec: {
      group: "example.org",
      scope: "Namespaced",
      names: { plural: "parts", kind: "Part" },
      versions,
    },
  };
  const answer = send(cluster, "POST", path, { headers: json, body: JSON.stringify(body) });
  return (jsonOf<Said>(answer).details?.causes ?? []).map(
    ({ field, message }) => `${field.replace("spec.validation.openAPIV3Schema", "")}: ${message}`,
  );
}

const one = (schema: object, more: object = {}): readonly string[] =>
  refused(version("v1", schema, more));
const property = (schema: object): readonly string[] => one({ properties: { a: schema } });

test("what cannot be read as a structural schema is judged by its form alone", () => {
  const open = { type: "object", "x-kubernetes-preserve-unknown-fields": false };

  expect(one({ properties: { a: open, b: {} } })).toEqual([
    ".properties[a].x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined",
  ]);
});

test("a dialect is named only where nothing else is wrong", () => {
  expect(one({ properties: { a: { type: "string", $schema: "x" } } })).toEqual([
    `: Invalid value: "": OpenAPIV3Schema 'schema' is not supported`,
  ]);
  expect(
    one({ properties: { a: { type: "string", $schema: "x", uniqueItems: true } } }),
  ).toHaveLength(1);
});

test("fields to select by are looked for in a schema that is not structural, too", () => {
  const schema = { properties: { spec: { properties: { a: { type: "string" } } } } };
  const selectableFields = [{ jsonPath: ".spec.b" }, { jsonPath: ".spec.a" }];

  expect(one(schema, { selectableFields })).toEqual([
    ".properties[spec].type: Required value: must not be empty for specified object fields",
    'spec.selectableFields[0].jsonPath: Invalid value: ".spec.b": is an invalid path: does not refer to a valid field',
  ]);
});

test("a path leads into members of a map, of which nothing may be known", () => {
  const rules = [{ rule: "true", fieldPath: ".m.x" }];
  const schema = (members: unknown): object => ({
    type: "object",
    properties: { m: { type: "object", additionalProperties: members } },
    "x-kubernetes-validations": rules,
  });

  expect(property(schema(true))).toEqual([]);
  expect(property(schema({ type: "string" }))).toEqual([]);
});

test("members of a map are found again, whether it is atomic or not", () => {
  const rules = [{ rule: "self == oldSelf" }];
  const inner = { type: "string", maxLength: 5, "x-kubernetes-validations": rules };
  const map = (type: string): object => ({
    type: "object",
    "x-kubernetes-map-type": type,
    properties: { b: inner },
  });

  expect(property(map("granular"))).toEqual([]);
  expect(property(map("atomic"))).toEqual([]);
});

test("a default of the whole says which object it is", () => {
  expect(one({ properties: { a: { type: "string" } }, default: { a: "b" } })).toEqual([
    ".default.apiVersion: Required value",
    ".default.kind: Required value",
  ]);
});

test("a default is held to its type by formats that nobody knows, and of no type where integers and texts may be", () => {
  expect(property({ type: "string", format: "odd", default: -1 })).toEqual([
    '.properties[a].default: Invalid value: "int64":  in body must be of type odd: "int64"',
  ]);
  expect(
    property({ type: "array", format: "odd", items: { type: "string" }, default: "b" }),
  ).toEqual([]);
  expect(property({ "x-kubernetes-int-or-string": true, default: [1] })).toEqual([]);
});

test("a default that is a list has its items behind a dot", () => {
  const items = { type: "number", enum: [1.5] };

  expect(property({ type: "array", items, default: [1] })).toEqual([
    '.properties[a].default.[0]: Unsupported value: 1: supported values: "1.5"',
  ]);
});

test("whole numbers are bounded by what is whole of a bound", () => {
  expect(property({ type: "integer", minimum: 1.5, default: 1 })).toEqual([]);
  expect(property({ type: "integer", minimum: 1.5, default: 0 })).toEqual([
    ".properties[a].default: Invalid value: 0:  in body should be greater than or equal to 1",
  ]);
  expect(property({ type: "number", multipleOf: -1, default: 0 })).toEqual([
    ".properties[a].default: Invalid value: -1: factor MultipleOf declared for  must be positive: -1",
  ]);
});

test("a schema that versions share obeys the rules of a status that any of them has", () => {
  const schema = { maxProperties: 5 };
  const errors = refused(
    version("v1", schema),
    version("v2", schema, { subresources: { status: {} } }),
  );

  expect(errors).toHaveLength(1);
  expect(errors[0]).toContain("fields are allowed at the root of the schema if the status");
});

test("a list that was sent empty is shown as one, and counts beside a status", () => {
  const [error = ""] = one({ allOf: [] }, { subresources: { status: {} } });

  expect(error).toContain('"Items":null,"AllOf":[],"OneOf":null');
});

test("a default is held to a type that there is not, and what it holds to no items where it is no list", () => {
  expect(property({ type: "odd", default: true })).toEqual([
    '.properties[a].default: Invalid value: "boolean":  in body must be of type odd: "boolean"',
    '.properties[a].type: Unsupported value: "odd": supported values: "array", "boolean", "integer", "number", "object", "string"',
  ]);
  const items = { type: "object", required: ["k"], properties: { k: { type: "string" } } };
  expect(
    property({
      type: "object",
      properties: { l: { type: "array", items } },
      default: { l: { x: {} } },
    }),
  ).toEqual([
    '.properties[a].default: Invalid value: {"l":{"x":{}}}: must not have unknown fields',
    '.properties[a].default.l: Invalid value: "object": l in body must be of type array: "object"',
  ]);
});

test("fields to select by stand beside the schema that they lead into: both in each version, or both above them", () => {
  const spec = (type: string): object => ({ properties: { spec: { type } } });
  const fieldsOf = (path: string): object => ({ selectableFields: [{ jsonPath: path }] });

  expect(
    refused(
      version("v1", spec("string"), fieldsOf(".spec")),
      version("v2", spec("string"), fieldsOf(".nope")),
    ),
  ).toEqual([
    'spec.versions[0].selectableFields: Invalid value: "": may only be set when `version.schema.openAPIV3Schema` is not included',
    'spec.versions[1].selectableFields: Invalid value: "": may only be set when `version.schema.openAPIV3Schema` is not included',
  ]);
  expect(
    refused(
      version("v1", spec("string"), fieldsOf(".spec")),
      version("v2", spec("integer"), fieldsOf(".spec")),
    ),
  ).toEqual([
    'spec.selectableFields: Invalid value: "": may only be set when validations.schema is included',
  ]);
});

test("bounds that nothing can keep, and names that nothing may have, are told as such", () => {
  expect(property({ type: "string", maxLength: -1, default: "a" })).toEqual([
    ".properties[a].default: Too long: value is too long",
  ]);
  expect(property({ type: "object", additionalProperties: false, default: { x: 1 } })).toEqual([
    '.properties[a].default: Invalid value: "x": .x in body is a forbidden property',
  ]);
});

test("an example says nothing of metadata", () => {
  expect(one({ properties: { metadata: { type: "object", example: { name: "a" } } } })).toEqual([]);
});
