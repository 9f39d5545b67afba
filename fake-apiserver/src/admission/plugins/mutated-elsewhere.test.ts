import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { jsonOf, send } from "../../testing/send.ts";

// What kube-apiserver v1.35.4 made of policies that change parts of resources, and where an object stands.

const group = "admissionregistration.k8s.io/v1beta1";
const namespace = "/api/v1/namespaces/default";
const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p" },
  spec: { containers: [{ name: "c", image: "i" }] },
};

function lab(mutation: object) {
  const cluster = createCluster({
    featureGates: { MutatingAdmissionPolicy: true },
    runtimeConfig: { [group]: true },
  });
  const rule = {
    operations: ["*"],
    apiGroups: ["*"],
    apiVersions: ["*"],
    resources: ["configmaps", "pods/*", "serviceaccounts/*", "deployments/*"],
  };
  const make = (kind: string, spec: object): void => {
    const object: object = { apiVersion: group, kind, metadata: { name: "a" }, spec };
    cluster.create(object as KubernetesObject);
  };
  cluster.create(pod as KubernetesObject);
  cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "old" } });
  make("MutatingAdmissionPolicy", {
    matchConstraints: { resourceRules: [rule] },
    mutations: [mutation],
    reinvocationPolicy: "Never",
  });
  make("MutatingAdmissionPolicyBinding", { policyName: "a" });
  return (method: string, path: string, body?: object) => {
    const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    const answer = send(cluster, method, path, {
      headers: { "content-type": type },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { message, metadata } = jsonOf<KubernetesObject & { readonly message?: string }>(answer);
    return { code: answer.status, message, metadata };
  };
}

const applied = {
  patchType: "ApplyConfiguration",
  applyConfiguration: { expression: "Object{metadata: Object.metadata{annotations: {'k': 'v'}}}" },
};
const patch = (text: string): object => ({
  patchType: "JSONPatch",
  jsonPatch: { expression: `[JSONPatch{${text}}]` },
});
const denied = "policy 'a' with binding 'a' denied request: ";
const exec = `${namespace}/pods/p/exec?command=a&stdout=true`;

test.for([
  {
    path: `${namespace}/pods/p/eviction`,
    body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "p" } },
    named: "policy/v1, Kind=Eviction",
  },
  {
    path: `${namespace}/serviceaccounts/default/token`,
    body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} },
    named: "authentication.k8s.io/v1, Kind=TokenRequest",
  },
  { path: exec, body: undefined, named: "/v1, Kind=PodExecOptions" },
])("nothing is applied to $named", ({ path, body, named }) => {
  expect(lab(applied)("POST", path, body)).toMatchObject({
    code: 403,
    message: `${denied}error applying patch: failed to convert patch object to typed object: no corresponding type for ${named}`,
  });
});

test("a binding can be applied to", () => {
  const binding = {
    apiVersion: "v1",
    kind: "Binding",
    metadata: { name: "p" },
    target: { name: "n" },
  };

  expect(lab(applied)("POST", `${namespace}/pods/p/binding`, binding).code).toBe(201);
});

test("the options of a connection are patched as they are", () => {
  const lost = patch("op: 'add', path: '/metadata/annotations', value: {'k': 'v'}");
  expect(lab(lost)("POST", exec)).toMatchObject({
    code: 403,
    message: `${denied}JSON Patch: add operation does not apply: doc is missing path: "/metadata/annotations": missing value`,
  });

  const found = patch("op: 'add', path: '/container', value: 'c'");
  expect(lab(found)("POST", exec)).toMatchObject({
    code: 400,
    message: "pod p does not have a host assigned",
  });
});

test("an object that is moved to another namespace is refused, and one that says none stays where it was sent", () => {
  const body = { metadata: { name: "a" } };
  const moved = {
    code: 400,
    message:
      "the namespace of the provided object does not match the namespace sent on the request",
  };
  const move = lab(patch("op: 'add', path: '/metadata/namespace', value: 'kube-system'"));
  expect(move("POST", `${namespace}/configmaps`, body)).toMatchObject(moved);
  expect(move("PATCH", `${namespace}/configmaps/old`, { data: { a: "b" } })).toMatchObject(moved);

  const forget = lab(patch("op: 'remove', path: '/metadata/namespace'"));
  const stays = { metadata: { namespace: "default" } };
  expect(forget("POST", `${namespace}/configmaps`, body)).toMatchObject({ code: 201, ...stays });
  expect(forget("PATCH", `${namespace}/configmaps/old`, { data: { a: "b" } })).toMatchObject({
    code: 200,
    ...stays,
  });
});

test("an object of another kind cannot be brought back", () => {
  const change = lab(patch("op: 'replace', path: '/kind', value: 'Secret'"));

  expect(change("POST", `${namespace}/configmaps`, { metadata: { name: "a" } })).toMatchObject({
    code: 500,
    message:
      "Internal error occurred: failed to convert object: converting (v1.Secret) to (core.ConfigMap): unknown conversion",
  });
});
