import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../../fake-apiserver.ts";
import { customDefinition, customVersion } from "../../testing/custom-definition.ts";
import { createFetchHandler } from "../../transports/fetch/fetch-handler.ts";

const anything = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

function definition(...versions: readonly string[]): KubernetesObject {
  return customDefinition({
    versions: versions.map((name) =>
      // Not served is not gone.
      customVersion(name, anything, { served: name !== "v0", storage: name === "v2" }),
    ),
  });
}

function leaveOnly(cluster: FakeCluster, version: string): void {
  const { metadata = {} } = cluster.get("customresourcedefinitions", "widgets.example.com") ?? {};
  cluster.update({ ...definition(version), metadata });
}

async function patch(
  cluster: FakeCluster,
  version: string,
  {
    type,
    manager,
    body,
  }: { readonly type: string; readonly manager: string; readonly body: object },
) {
  const url = `https://cluster/apis/example.com/${version}/widgets/w?fieldManager=${manager}`;
  const response = await createFetchHandler(cluster)(url, {
    method: "PATCH",
    headers: { "content-type": type },
    body: JSON.stringify(body),
  });
  return { code: response.status, body: await response.json() };
}

function applied(version: string, manager: string) {
  const body = {
    apiVersion: `example.com/${version}`,
    kind: "Widget",
    metadata: { name: "w" },
    spec: { [manager]: 1 },
  };
  return { type: "application/apply-patch+yaml", manager, body };
}

// As kube-apiserver v1.35.4 answers.
test("fields that are owned in a version that the definition has no more cannot be applied over, by anybody", async () => {
  await using cluster = createCluster({ objects: [definition("v1", "v2")] });
  await patch(cluster, "v1", applied("v1", "ann"));
  leaveOnly(cluster, "v2");

  const answers = [
    await patch(cluster, "v2", applied("v2", "ann")),
    await patch(cluster, "v2", applied("v2", "bob")),
  ];

  for (const { code, body } of answers) {
    expect([code, body]).toEqual([
      500,
      {
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Failure",
        message: "request to convert CR to an invalid group/version: example.com/v1",
        code: 500,
      },
    ]);
  }
});

test("any other write leaves nobody owning anything, and then it can be applied again", async () => {
  await using cluster = createCluster({ objects: [definition("v1", "v2")] });
  await patch(cluster, "v1", applied("v1", "ann"));
  leaveOnly(cluster, "v2");

  const merged = { type: "application/merge-patch+json", manager: "bob", body: { spec: { x: 1 } } };
  const written = await patch(cluster, "v2", merged);
  const again = await patch(cluster, "v2", applied("v2", "ann"));

  expect(written.code).toBe(200);
  expect(written.body.metadata).not.toHaveProperty("managedFields");
  expect(again.code).toBe(200);
});

test("a version that is only not served any more does no harm", async () => {
  await using cluster = createCluster({ objects: [definition("v0", "v2")] });
  const entry = { manager: "ann", operation: "Apply", apiVersion: "example.com/v0" };
  cluster.create({
    ...{ apiVersion: "example.com/v2", kind: "Widget", spec: { ann: 1 } },
    metadata: {
      name: "w",
      managedFields: [
        { ...entry, fieldsType: "FieldsV1", fieldsV1: { "f:spec": { "f:ann": {} } } },
      ],
    },
  } as KubernetesObject);

  const { code, body } = await patch(cluster, "v2", applied("v2", "ann"));

  expect(code).toBe(200);
  expect(body.metadata.managedFields).toMatchObject([
    { manager: "ann", apiVersion: "example.com/v2" },
    { manager: "cluster" },
  ]);
});
