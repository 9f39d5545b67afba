import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../../fake-apiserver.ts";
import type { ApiResponse } from "../../request/read/api-request.ts";

const node = (status: object) =>
  ({ apiVersion: "v1", kind: "Node", metadata: { name: "a" }, status }) as KubernetesObject;

interface Answer {
  readonly status: { readonly declaredFeatures?: unknown };
  readonly details?: { readonly causes: readonly { field: string; message: string }[] };
}

function ask(cluster: FakeCluster, method: string, path: string, body: object): Answer | undefined {
  const answers: ApiResponse[] = [];
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  cluster.apiserver.handle(
    {
      method,
      path,
      query: [],
      headers: { "content-type": type },
      client: "test",
      body: body as KubernetesObject,
    },
    (answer) => answers.push(answer),
  );
  const shown = answers[0]?.body as { readonly value?: unknown } | undefined;
  return shown?.value as Answer | undefined;
}

/** Writes the status of a node, and gives what it says it can do, or why it may not say so. */
function declare(declaredFeatures: readonly string[]): unknown {
  const cluster = createCluster();
  cluster.create(node({}));
  const path = "/api/v1/nodes/a/status";
  const answer = ask(cluster, "PATCH", path, { status: { declaredFeatures } });
  const problems = answer?.details?.causes.map(({ field, message }) => `${field}: ${message}`);
  return problems ?? answer?.status.declaredFeatures;
}

// As a real kube-apiserver 1.35.4 answers.
test("a kubelet says what it can do in the status of its node: names in their order, each once", () => {
  const at = (index: number, problem: string) => `status.declaredFeatures[${index}]: ${problem}`;
  const named = (index: number, name: string) =>
    at(
      index,
      `Invalid value: "${name}": invalid feature name "${name}": must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes`,
    );
  const unsorted = (index: number, name: string) =>
    at(index, `Invalid value: "${name}": list must be sorted alphabetically`);

  for (const names of [["A/b"], ["A", "B"], ["AB/cD/eF/g"], ["A".repeat(253)]])
    expect(declare(names)).toEqual(names);
  for (const name of ["a", "A//b", "A/", "/A", "A1/2b", "1A", "A-b"])
    expect(declare([name])).toEqual([named(0, name)]);
  expect(declare(["C", "B", "A"])).toEqual([unsorted(1, "B"), unsorted(2, "A")]);
  expect(declare(["A", "A"])).toEqual([at(1, 'Duplicate value: "A"')]);
  expect(declare(["b c", ""])).toEqual([named(0, "b c"), unsorted(1, ""), named(1, "")]);
});

test("what a node is created with is not what it declares, as the feature is off", () => {
  const path = "/api/v1/nodes";
  const created = ask(createCluster(), "POST", path, node({ declaredFeatures: ["b"] }));
  expect(created?.status).not.toHaveProperty("declaredFeatures");
});
