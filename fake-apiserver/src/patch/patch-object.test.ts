import { StatusError } from "@informerlab/core";
import { expect, test } from "vitest";
import { createRegistry } from "../kinds/create-registry.ts";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import { type PatchType, patchObject } from "./patch-object.ts";

function definitionOf(resource: string): ResourceDefinition {
  const definition = createRegistry().lookup("", "v1", resource);
  if (definition === undefined) throw new Error(`no ${resource}`);
  return definition;
}

const definition = definitionOf("configmaps");
const current = {
  kind: "ConfigMap",
  apiVersion: "v1",
  metadata: { name: "x", namespace: "ns", labels: { a: "1" } },
  data: { a: "1", b: "2" },
};

function patch(type: PatchType, body: unknown): object {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return patchObject({ type, patch: text, current, definition, fieldValidation: "Warn" }).object;
}

function refusalOf(act: () => unknown): {
  readonly code: number | undefined;
  readonly message: string;
} {
  try {
    act();
  } catch (error) {
    if (error instanceof StatusError) return { code: error.status.code, message: error.message };
    throw error;
  }
  throw new Error("nothing was refused");
}

test.each<[string, unknown, object]>([
  ["add", [{ op: "add", path: "/data/c", value: "3" }], { a: "1", b: "2", c: "3" }],
  ["remove", [{ op: "remove", path: "/data/b" }], { a: "1" }],
  [
    "replace of what is missing",
    [{ op: "replace", path: "/data/z", value: "9" }],
    { a: "1", b: "2", z: "9" },
  ],
  ["move", [{ op: "move", from: "/data/a", path: "/data/d" }], { b: "2", d: "1" }],
  ["copy", [{ op: "copy", from: "/data/a", path: "/data/e" }], { a: "1", b: "2", e: "1" }],
  ["test that holds", [{ op: "test", path: "/data/a", value: "1" }], { a: "1", b: "2" }],
])("JSON patch: %s", (_, operations, data) => {
  expect(patch("json", operations)).toMatchObject({ data });
});

test("JSON patch: escapes and indexes", () => {
  const labelled = patchObject({
    type: "json",
    patch: [
      { op: "add", path: "/metadata/labels/example.com~1k", value: "w" },
      { op: "add", path: "/metadata/finalizers", value: ["a/a", "c/c"] },
      { op: "add", path: "/metadata/finalizers/1", value: "b/b" },
      { op: "add", path: "/metadata/finalizers/-", value: "d/d" },
      { op: "remove", path: "/metadata/finalizers/0" },
    ],
    current,
    definition,
    fieldValidation: "Warn",
  });

  expect(labelled.object.metadata).toMatchObject({
    labels: { a: "1", "example.com/k": "w" },
    finalizers: ["b/b", "c/c", "d/d"],
  });
});

test.each([
  ["a test that fails", [{ op: "test", path: "/data/a", value: "99" }]],
  ["remove of what is missing", [{ op: "remove", path: "/data/zzz" }]],
  ["a parent that is missing", [{ op: "add", path: "/metadata/annotations/x", value: "y" }]],
  ["an unknown operation", [{ op: "frobnicate", path: "/data/a" }]],
  ["no path", [{ op: "remove" }]],
])("JSON patch: %s is a 422 that says nothing", (_, operations) => {
  expect(refusalOf(() => patch("json", operations))).toEqual({
    code: 422,
    message: "the server rejected our request due to an error in our request",
  });
});

test("merge patch: null deletes, objects merge, anything else replaces", () => {
  expect(patch("merge", { data: { b: null, c: "3" }, metadata: { labels: null } })).toEqual({
    kind: "ConfigMap",
    apiVersion: "v1",
    metadata: { name: "x", namespace: "ns" },
    data: { a: "1", c: "3" },
  });
});

test.each<[PatchType, unknown, string]>([
  [
    "json",
    { op: "remove" },
    "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp",
  ],
  [
    "merge",
    [1],
    "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}",
  ],
  ["merge", "{", "error decoding patch: unexpected end of JSON input"],
  ["merge", "null", "Invalid JSON Patch"],
])("%s patch %j is a 400", (type, body, message) => {
  expect(refusalOf(() => patch(type, body))).toEqual({ code: 400, message });
});

test("a result that does not fit is shown whole, as Go would have written it", () => {
  expect(refusalOf(() => patch("merge", { data: { a: 5 } }))).toEqual({
    code: 422,
    message:
      ' "" is invalid: patch: Invalid value: "{\\"apiVersion\\":\\"v1\\",\\"data\\":{\\"a\\":5,\\"b\\":\\"2\\"},\\"kind\\":\\"ConfigMap\\",' +
      '\\"metadata\\":{\\"name\\":\\"x\\",\\"namespace\\":\\"ns\\",\\"labels\\":{\\"a\\":\\"1\\"}}}": ' +
      "json: cannot unmarshal number into Go struct field ConfigMap.data of type string",
  });
});

test("an unknown field is a warning", () => {
  const { warnings } = patchObject({
    type: "merge",
    patch: { spec: { x: 1 } },
    current,
    definition,
    fieldValidation: "Warn",
  });

  expect(warnings).toEqual(['unknown field "spec"']);
});

test("JSON patch: a copied value and its source change apart", () => {
  const operations = [
    { op: "add", path: "/metadata/annotations", value: { a: "1" } },
    { op: "add", path: "/metadata/annotations/b", value: "2" },
    { op: "copy", from: "/metadata/annotations", path: "/metadata/labels" },
    { op: "replace", path: "/metadata/labels/a", value: "9" },
    { op: "remove", path: "/metadata/annotations/b" },
  ];

  expect(patch("json", operations)).toMatchObject({
    metadata: { annotations: { a: "1" }, labels: { a: "9", b: "2" } },
  });
});

test("JSON patch: copies that double the document are refused before they fill the memory", () => {
  const operations = Array.from({ length: 40 }, (_, at) => ({
    op: "copy",
    from: "/data",
    path: `/data/x${at}`,
  }));

  expect(refusalOf(() => patch("json", operations)).code).toBe(422);
});

test("JSON patch: more than 10,000 operations are too large", () => {
  const operations = Array.from({ length: 10_001 }, () => ({ op: "remove", path: "/data/a" }));

  expect(refusalOf(() => patch("json", operations))).toEqual({
    code: 413,
    message:
      "Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001",
  });
});

test("JSON patch: 10,000 insertions before a million items are refused", () => {
  const operations = [
    { op: "add", path: "/data", value: Array.from({ length: 1_000_000 }, () => 0) },
    ...Array.from({ length: 9_999 }, () => ({ op: "add", path: "/data/0", value: 0 })),
  ];

  expect(refusalOf(() => patch("json", operations)).code).toBe(422);
});

test.each([
  ["[]", "json: cannot unmarshal array into Go value of type map[string]interface {}"],
  ["{", "unexpected end of JSON input"],
])("a strategic merge patch of %s is a 400 without a prefix", (body, message) => {
  expect(refusalOf(() => patch("strategic", body))).toEqual({ code: 400, message });
});
