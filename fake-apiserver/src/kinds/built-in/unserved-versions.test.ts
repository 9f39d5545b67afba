import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import type { ApiResponse } from "../../request/read/api-request.ts";

const containers = [{ name: "c", image: "i" }];
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "a", namespace: "default" },
  spec: {
    selector: { matchLabels: { a: "b" } },
    template: { metadata: { labels: { a: "b" } }, spec: { containers } },
  },
} as KubernetesObject;

function patch(object: KubernetesObject, path: string, body: object) {
  const cluster = createCluster({ objects: object });
  const answers: ApiResponse[] = [];
  cluster.apiserver.handle(
    {
      method: "PATCH",
      path,
      query: [["fieldManager", "me"]],
      headers: { "content-type": "application/merge-patch+json" },
      client: "test",
      body: body as KubernetesObject,
    },
    (answer) => answers.push(answer),
  );
  const [answer] = answers;
  return {
    status: answer?.status,
    warning: answer?.headers["warning"],
    object: (answer?.body as { value?: unknown } | undefined)?.value,
  };
}

// As a real kube-apiserver 1.35.4 answers.
test.each([
  ["apps/v1beta1", { a: "b" }],
  ["apps/v1beta2", undefined],
  ["extensions/v1beta1", { a: "b" }],
])("a patch may say %s, which nobody serves", (apiVersion, labels) => {
  const path = "/apis/apps/v1/namespaces/default/deployments/a";
  const { status, warning, object } = patch(deployment, path, {
    apiVersion,
    spec: { replicas: 3, odd: 1 },
  });

  expect([status, [warning].flat()]).toEqual([200, ['299 - "unknown field \\"spec.odd\\""']]);
  expect(object).toMatchObject({ apiVersion: "apps/v1", spec: { replicas: 3 } });
  const { metadata } = object as KubernetesObject;
  expect(metadata?.labels).toEqual(labels);
  expect(metadata?.managedFields).toContainEqual(
    expect.objectContaining({ manager: "me", apiVersion: "apps/v1" }),
  );
});

test("nobody knows a version that never was", () => {
  const lease = {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name: "a", namespace: "default" },
    spec: {},
  } as KubernetesObject;
  const path = "/apis/coordination.k8s.io/v1/namespaces/default/leases/a";
  const statusOf = (apiVersion: string) => patch(lease, path, { apiVersion }).status;

  expect(statusOf("coordination.k8s.io/v1beta1")).toBe(200);
  expect(statusOf("coordination.k8s.io/v3")).toBe(422);
  for (const name of ["constructor", "toString", "__proto__"]) expect(statusOf(name)).toBe(422);
});
