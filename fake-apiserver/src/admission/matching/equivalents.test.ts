import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import type { ApiResponse } from "../../request/read/api-request.ts";

const version = (name: string, changes: object) => ({
  name,
  served: true,
  storage: false,
  schema: {
    openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  },
  ...changes,
});

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "things.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "things", kind: "Thing" },
    versions: [
      version("v1", { storage: true }),
      version("v2", {}),
      version("v3", { served: false }),
    ],
  },
} as KubernetesObject;

const hook = (matchPolicy: string, apiVersion: string) => ({
  name: `${matchPolicy.toLowerCase()}.${apiVersion}.example.com`,
  matchPolicy,
  sideEffects: "None",
  admissionReviewVersions: ["v1"],
  clientConfig: { url: "https://hooks.example.com/" },
  rules: [
    {
      apiGroups: ["example.com"],
      apiVersions: [apiVersion],
      operations: ["*"],
      resources: ["things"],
    },
  ],
});

const configuration = {
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "ValidatingWebhookConfiguration",
  metadata: { name: "test" },
  webhooks: ["v1", "v2", "v3", "v9"].flatMap((one) => [
    hook("Exact", one),
    hook("Equivalent", one),
  ]),
} as KubernetesObject;

// As a real kube-apiserver 1.35.4 asks them.
test("who asks for equivalents hears of all versions of a custom resource, in his own, served or not", () => {
  const seen: unknown[] = [];
  const functions = Object.fromEntries(
    ["v1", "v2", "v3", "v9"].flatMap((one) =>
      ["exact", "equivalent"].map((policy) => {
        const name = `${policy}.${one}.example.com`;
        const listen = ({ request }: { request: Readonly<Record<string, unknown>> }) => {
          const { apiVersion } = (request["object"] ?? request["oldObject"]) as KubernetesObject;
          seen.push(`${name} ${request["operation"]} ${apiVersion}`);
          return { allowed: true, warnings: [name] };
        };
        return [name, listen];
      }),
    ),
  );
  const cluster = createCluster({ objects: [definition, configuration], webhooks: { functions } });
  const thing = { apiVersion: "example.com/v2", kind: "Thing" };
  const metadata = { name: "a", namespace: "default" };
  const asked = (operation: string) => [
    `equivalent.v1.example.com ${operation} example.com/v1`,
    `exact.v2.example.com ${operation} example.com/v2`,
    `equivalent.v2.example.com ${operation} example.com/v2`,
    `equivalent.v3.example.com ${operation} example.com/v3`,
  ];

  cluster.create({ ...thing, metadata } as KubernetesObject);
  expect(seen.splice(0)).toEqual(asked("CREATE"));

  const answers: ApiResponse[] = [];
  const path = "/apis/example.com/v2/namespaces/default/things";
  cluster.apiserver.handle(
    { method: "DELETE", path, query: [], headers: {}, client: "test" },
    (answer) => answers.push(answer),
  );
  expect(seen).toEqual(asked("DELETE"));
  expect([answers[0]?.headers["warning"]].flat()).toEqual([
    '299 - "equivalent.v1.example.com"',
    '299 - "exact.v2.example.com"',
    '299 - "equivalent.v2.example.com"',
    '299 - "equivalent.v3.example.com"',
  ]);
});
