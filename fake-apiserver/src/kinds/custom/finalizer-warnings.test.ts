import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { send } from "../../testing/send.ts";

// As kube-apiserver v1.35.4 warned.
test.each<readonly [finalizer: string, warning: string]>([
  ["example.com/wait", ""],
  ["orphan", ""],
  [
    "wait",
    'metadata.finalizers: \\"wait\\": prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers',
  ],
  [
    "wait.example.com",
    'metadata.finalizers: \\"wait.example.com\\": prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers',
  ],
])("a custom resource with the finalizer %s is warned of: %s", (finalizer, warning) => {
  const cluster = createCluster();
  const schema = { openAPIV3Schema: { type: "object" } };
  cluster.create({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.example.com" },
    spec: {
      group: "example.com",
      scope: "Cluster",
      names: { plural: "widgets", kind: "Widget" },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  } as unknown as KubernetesObject);

  const { status, headers } = send(cluster, "POST", "/apis/example.com/v1/widgets", {
    headers: { "content-type": "application/json" },
    body: {
      apiVersion: "example.com/v1",
      kind: "Widget",
      metadata: { name: "a", finalizers: [finalizer] },
    },
  });

  expect(status).toBe(201);
  expect(String(headers["warning"] ?? "")).toBe(warning === "" ? "" : `299 - "${warning}"`);
});
