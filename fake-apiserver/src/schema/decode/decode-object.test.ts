import { StatusError } from "@informerlab/core";
import { expect, test } from "vitest";
import { objectOf } from "../../codec/json/plain-object.ts";
import { createRegistry } from "../../kinds/create-registry.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { emptiedMember, hasEmptied, withoutEmptied } from "../emptied-members.ts";
import type { FieldValidation } from "./decode-input.ts";
import { decodeObject, decodeTargetOf } from "./decode-object.ts";

const registry = createRegistry();

function definitionOf(group: string, version: string, resource: string): ResourceDefinition {
  const definition = registry.lookup(group, version, resource);
  if (definition === undefined) throw new Error(`no ${resource}`);
  return definition;
}

const configMaps = definitionOf("", "v1", "configmaps");
const pods = definitionOf("", "v1", "pods");
const deployments = definitionOf("apps", "v1", "deployments");

function decode(body: unknown, definition = configMaps, fieldValidation: FieldValidation = "Warn") {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return decodeObject({ body: text, format: "json", definition, fieldValidation });
}

function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof StatusError) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}

// The texts are those of a kube-apiserver v1.35.4 (wire transcripts validate-bodies, crud-secret, scale-subresource).
test.each<[string, unknown, ResourceDefinition, string]>([
  [
    "no JSON",
    "nonsense",
    configMaps,
    "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: invalid character 'o' in literal null (expecting 'u') (6e6f6e73656e7365)",
  ],
  [
    "nothing",
    "",
    configMaps,
    "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)",
  ],
  [
    "a list",
    "[]",
    configMaps,
    'the object provided is unrecognized (must be of type ConfigMap): couldn\'t get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (5b5d)',
  ],
  [
    "another kind",
    { apiVersion: "v1", kind: "Secret" },
    configMaps,
    'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
  ],
  [
    "an unknown version",
    { apiVersion: "v2", kind: "ConfigMap" },
    configMaps,
    'ConfigMap in version "v2" cannot be handled as a ConfigMap: no kind "ConfigMap" is registered for version "v2" in scheme "pkg/runtime/scheme.go:111"',
  ],
  [
    "a version of old",
    { apiVersion: "apps/v1beta1", kind: "Deployment" },
    deployments,
    "the API version in the data (apps/v1beta1) does not match the expected API version (apps/v1)",
  ],
  [
    "a number for a text",
    { data: { a: 1 } },
    configMaps,
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
  ],
  [
    "a text for a struct",
    { metadata: "x" },
    configMaps,
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal string into Go struct field ConfigMap.metadata of type v1.ObjectMeta',
  ],
  [
    "a list for labels",
    { metadata: { labels: ["a"] } },
    configMaps,
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string',
  ],
  [
    "a fraction for an integer",
    { spec: { replicas: 1.5 } },
    deployments,
    'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
  ],
  [
    "too large an integer",
    { spec: { replicas: 3e9 } },
    deployments,
    'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32',
  ],
  [
    "no quantity",
    { spec: { containers: [{ resources: { limits: { cpu: "lots" } } }] } },
    pods,
    "Pod in version \"v1\" cannot be handled as a Pod: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  ],
])("refuses %s in the real server's words", (_, body, definition, message) => {
  expect(refusalOf(() => decode(body, definition))).toBe(message);
});

test("a body may lack kind and version, and null counts as an empty object", () => {
  expect(decode("null").object).toEqual({ apiVersion: "v1", kind: "ConfigMap", metadata: {} });
});

test("unknown and duplicate fields are warnings, errors or nothing, as asked", () => {
  const body = '{"metadata":{"name":"x","name":"y"},"nope":{"a":1},"data":{"k":"v"}}';

  expect(decode(body).warnings).toEqual([
    'duplicate field "metadata.name"',
    'unknown field "nope"',
  ]);
  expect(decode(body, configMaps, "Ignore").warnings).toEqual([]);
  expect(refusalOf(() => decode(body, configMaps, "Strict"))).toBe(
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: duplicate field "metadata.name", unknown field "nope"',
  );
  expect(decode(body).object).toEqual({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "y" },
    data: { k: "v" },
  });
});

test("values come out as Go writes them: canonical, without empty fields, with those it always writes", () => {
  const { object } = decode(
    {
      metadata: { name: "p", labels: {}, annotations: { a: null }, creationTimestamp: null },
      spec: {
        containers: [{ name: "c", resources: { limits: { memory: "1024Mi" } } }],
        hostNetwork: false,
      },
    },
    pods,
  );

  expect(withoutEmptied(object)).toEqual({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", annotations: { a: "" } },
    spec: { containers: [{ name: "c", resources: { limits: { memory: "1Gi" } } }] },
    status: {},
  });
});

test("of a list or map that is left out as empty it is known how it was sent, until it is stored", () => {
  const { object } = decode(
    { metadata: { name: "p", labels: {} }, spec: { containers: [] } },
    pods,
  );
  const spec = objectOf(objectOf(object)["spec"]);

  expect(emptiedMember(objectOf(object.metadata), "labels")).toEqual({});
  expect(emptiedMember(spec, "volumes")).toBeUndefined();
  expect(hasEmptied(withoutEmptied(object))).toBe(false);
});

test("an empty list of managedFields survives: it means that they shall be cleared", () => {
  expect(decode({ metadata: { managedFields: [] } }).object.metadata?.managedFields).toEqual([]);
});

test("DeleteOptions may say any group version", () => {
  const target = decodeTargetOf("", "v1", "DeleteOptions");
  if (target === undefined) throw new Error("no DeleteOptions");

  const { object } = decodeObject({
    body: '{"apiVersion":"apps/v1","kind":"DeleteOptions","gracePeriodSeconds":5}',
    format: "json",
    definition: target,
    fieldValidation: "Warn",
  });

  expect(object).toMatchObject({ kind: "DeleteOptions", gracePeriodSeconds: 5 });
});

test("definitions and APIServices have servers of their own, which know no kind of the others", () => {
  const definition = definitionOf("apiextensions.k8s.io", "v1", "customresourcedefinitions");
  const role = definitionOf("rbac.authorization.k8s.io", "v1", "roles");
  const refused = (of: ResourceDefinition, apiVersion: string, kind: string): string =>
    refusalOf(() => decode({ apiVersion, kind }, of));

  expect(refused(definition, "v1", "Pod")).toContain(
    'CustomResourceDefinition: no kind "Pod" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"',
  );
  expect(refused(role, "apiregistration.k8s.io/v1", "APIService")).toContain(
    'Role: no kind "APIService" is registered for version "apiregistration.k8s.io/v1" in scheme "pkg/runtime/scheme.go:111"',
  );
  expect(refused(role, "v1", "Pod")).toContain(
    "Role: converting (v1.Pod) to (rbac.Role): unknown conversion",
  );
});
