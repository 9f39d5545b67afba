import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { customDefinition, customVersion } from "../../testing/custom-definition.ts";
import { send } from "../../testing/send.ts";

// As kube-apiserver v1.35.4 warned.
test.each<readonly [finalizer: string, warning: string]>([
  ["example.com/wait", ""],
  ["orphan", ""],
  ["kubernetes", ""],
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
  cluster.create(customDefinition({ versions: [customVersion("v1", { type: "object" })] }));

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
