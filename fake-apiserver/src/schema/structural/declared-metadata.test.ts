import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../../fake-apiserver.ts";
import { customDefinition, customVersion } from "../../testing/custom-definition.ts";

/** A cluster with a kind whose schema says this of metadata, its own and that of an object inside. */
function clusterWith(metadata: object): FakeCluster {
  const cluster = createCluster();
  const inner = {
    type: "object",
    "x-kubernetes-embedded-resource": true,
    properties: { metadata },
  };
  const versions = [customVersion("v1", { type: "object", properties: { metadata, inner } })];
  cluster.create(customDefinition({ scope: "Namespaced", versions }));
  return cluster;
}

const whole = {
  name: "a",
  namespace: "default",
  labels: { a: "b" },
  annotations: { c: "d" },
  finalizers: ["example.com/wait"],
  ownerReferences: [
    { apiVersion: "v1", kind: "ConfigMap", name: "o", uid: "u", blockOwnerDeletion: true },
  ],
};

const widget = {
  apiVersion: "example.com/v1",
  kind: "Widget",
  metadata: whole,
  inner: { apiVersion: "v1", kind: "Pod", metadata: { ...whole, generation: 1 } },
} as unknown as KubernetesObject;

test.for([{ type: "object" }, { type: "object", properties: { name: { type: "string" } } }])(
  "a schema that declares metadata as %j takes all that metadata has",
  (metadata) => {
    const cluster = clusterWith(metadata);

    cluster.create(widget);

    expect(cluster.get("widgets.example.com", "default/a")).toMatchObject({
      metadata: whole,
      inner: { metadata: { labels: { a: "b" } } },
    });
  },
);

test("what a schema asks of names is asked", () => {
  const cluster = clusterWith({
    type: "object",
    properties: { name: { type: "string", maxLength: 0 } },
  });

  expect(() => cluster.create(widget)).toThrow(
    /metadata\.name: Too long: may not be more than 0 bytes/,
  );
});
