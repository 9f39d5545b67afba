import { expect, test } from "vitest";
import { createCluster } from "../fake-apiserver.ts";

const widgets = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.shop.example.com" },
  spec: {
    group: "shop.example.com",
    scope: "Namespaced",
    names: { plural: "widgets", singular: "widget", kind: "Widget", shortNames: ["wd"] },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        },
      },
    ],
  },
};

const fault = (resource: string, more: object = {}) =>
  ({ on: { resource, verb: "create", ...more }, do: { status: 503 } }) as const;

test.for([
  ["deployments", "deployments.apps"],
  ["Deployment", "deployments.apps"],
  ["deployments/status", "deployments.apps/status"],
  ["widgets", "widgets.shop.example.com"],
  ["wd", "widgets.shop.example.com"],
  ["events", "events"],
  ["deployments.*", "deployments.*"],
] as const)("a fault on %s is one on %s", ([given, meant]) => {
  const cluster = createCluster({ objects: widgets as never });

  cluster.faults.add(fault(given));

  expect(cluster.faults.list()[0]?.on?.resource).toBe(meant);
});

test("a fault by the plain name of a custom resource strikes", () => {
  const cluster = createCluster({ objects: widgets as never });
  cluster.faults.add(fault("widgets"));

  const codes: number[] = [];
  cluster.apiserver.handle(
    {
      method: "POST",
      path: "/apis/shop.example.com/v1/namespaces/default/widgets",
      query: [],
      headers: { "content-type": "application/json" },
      client: "test",
      body: { metadata: { name: "a" } },
    },
    ({ status }) => codes.push(status),
  );

  expect(codes).toEqual([503]);
});

test("a resource that the cluster does not know is refused, with the nearest that it knows", () => {
  const cluster = createCluster();

  expect(() => cluster.faults.add(fault("deploymnets"))).toThrow(
    'this cluster has no resource "deploymnets"; did you mean deployments.apps?',
  );
  expect(() => cluster.faults.add(fault("widgets.shop.example.com"))).toThrow(/unserved: true/);
  expect(() => cluster.gate({ resource: "pdos" })).toThrow(/did you mean pods\?/);
  expect(cluster.faults.isEmpty).toBe(true);
});

test("a resource that comes later may be said to", () => {
  const cluster = createCluster();

  cluster.faults.add(fault("widgets.shop.example.com", { unserved: true }));

  expect(cluster.faults.list()).toHaveLength(1);
});
