import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { jsonOf, send } from "../../testing/send.ts";

const pod =
  '{"kind":"Pod","apiVersion":"v1","zz":1,"metadata":{"name":"s","yy":2,"labels":{"a":"1","a":"2"}},"spec":{"xx":1,"containers":[{"name":"c","image":"i","ww":1,"name":"c"}],"hostNetwork":false,"hostNetwork":false},"aa":1}';

function strictly(body: string, type: string): string | undefined {
  const cluster = createCluster({ environment: new Simulation() });
  const target = "/api/v1/namespaces/default/pods?fieldValidation=Strict";
  return jsonOf(
    send(cluster, "POST", target, { headers: { "content-type": `application/${type}` }, body }),
  ).message;
}

// What the real server of 1.35 answered to the same.
test("what is unknown and what is there twice is told in the order in which it is sent", () => {
  expect(strictly(pod, "json")).toBe(
    'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "zz", unknown field "metadata.yy", duplicate field "metadata.labels.a", unknown field "spec.xx", unknown field "spec.containers[0].ww", duplicate field "spec.containers[0].name", duplicate field "spec.hostNetwork", unknown field "aa"',
  );
});

test("of YAML the repeated keys are told first, then what is unknown, by name", () => {
  expect(strictly(pod, "yaml")).toBe(
    'Pod in version "v1" cannot be handled as a Pod: strict decoding error: yaml: unmarshal errors:\n  line 1: key "a" already set in map\n  line 1: key "name" already set in map\n  line 1: key "hostNetwork" already set in map, unknown field "aa", unknown field "metadata.yy", unknown field "spec.containers[0].ww", unknown field "spec.xx", unknown field "zz"',
  );
});

test("no part of a definition's schema may say its dialect", () => {
  const cluster = createCluster({ environment: new Simulation() });
  const body = `{"metadata":{"name":"as.x.example.com"},"spec":{"group":"x.example.com","scope":"Namespaced","names":{"plural":"as","singular":"a","kind":"A","listKind":"AList"},"versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"type":"string","$schema":"http://x"}}}}}]}}`;
  const target = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  const answer = send(cluster, "POST", target, {
    headers: { "content-type": "application/json" },
    body,
  });

  expect(jsonOf(answer).message).toBe(
    `CustomResourceDefinition.apiextensions.k8s.io "as.x.example.com" is invalid: spec.validation.openAPIV3Schema: Invalid value: "": OpenAPIV3Schema 'schema' is not supported`,
  );
});

test("what stands twice is told once, and not below what nobody knows", () => {
  const twice = '{"metadata":{"name":"s","odd":{"a":1,"a":2},"labels":{"a":"1","a":"2","a":"3"}}}';

  expect(strictly(twice, "json")).toBe(
    'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "metadata.odd", duplicate field "metadata.labels.a"',
  );
});

test("of a mapping that YAML repeats, the line of its first member is told", () => {
  const repeated = "metadata:\n  labels:\n    a: b\n  name: s\n  labels:\n    c: d\n";

  expect(strictly(repeated, "yaml")).toBe(
    'Pod in version "v1" cannot be handled as a Pod: strict decoding error: yaml: unmarshal errors:\n  line 6: key "labels" already set in map',
  );
});
