import { expect, test } from "vitest";
import { openApiProtobuf } from "./protobuf.ts";
import { SharedParameters } from "./shared-parameters.ts";

const namespace = {
  uniqueItems: true,
  type: "string",
  description: "object name and auth scope, such as for teams and projects",
  name: "namespace",
  in: "path",
  required: true,
};
const options = "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions";
const deletion = { name: "body", in: "body", schema: { $ref: options } };

// The names are those of kube-apiserver v1.35.4.
test("a parameter is referred to by a name that tells its content, and defined once", () => {
  const shared = new SharedParameters();
  const reference = { $ref: "#/parameters/namespace-vgWSWtn3" };

  expect(shared.referenceTo(namespace)).toEqual(reference);
  expect(shared.referenceTo({ ...namespace })).toEqual(reference);
  expect(shared.referenceTo(deletion)).toEqual({ $ref: "#/parameters/body-2Y1dVQaQ" });
  expect(shared.definitions()).toEqual({
    "body-2Y1dVQaQ": deletion,
    "namespace-vgWSWtn3": namespace,
  });
});

test("the same name with another content is another parameter", () => {
  const shared = new SharedParameters();
  shared.referenceTo(namespace);
  shared.referenceTo({ ...namespace, description: "another" });
  expect(Object.keys(shared.definitions())).toHaveLength(2);
});

test.each([
  { name: "name", in: "path", type: "string" },
  { name: "dryRun", in: "query", type: "string" },
  { name: "fieldValidation", in: "query", type: "string" },
  { name: "body", in: "body", schema: { $ref: "#/definitions/io.k8s.api.core.v1.Pod" } },
])("$name in $in of its own kind stays where it is", (parameter) => {
  const shared = new SharedParameters();
  expect(shared.referenceTo(parameter)).toBe(parameter);
  expect(shared.definitions()).toEqual({});
});

// The bytes are those of kube-apiserver v1.35.4, read as Latin-1.
test("protobuf refers to shared parameters, and defines them", () => {
  const bytes = openApiProtobuf({
    paths: { "/x": { parameters: [{ $ref: "#/parameters/tty-s0flW37O" }] } },
    parameters: { "body-2Y1dVQaQ": deletion },
  });
  const text = Buffer.from(bytes).toString("latin1");

  expect(text).toContain("J\x1d\x12\x1b\n\x19#/parameters/tty-s0flW37O");
  expect(text).toContain(`\n\rbody-2Y1dVQaQ\x12R\nP\x12\x04body\x1a\x04body*B\n@${options}`);
});
