import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import { objectOf } from "../../codec/json/plain-object.ts";
import { createCluster, type FakeCluster } from "../../fake-apiserver.ts";
import { customDefinition, customVersion } from "../../testing/custom-definition.ts";
import { createFetchHandler } from "../../transports/fetch/fetch-handler.ts";

const content = {
  number: { type: "integer" },
  text: { type: "string" },
  any: { "x-kubernetes-int-or-string": true },
  map: { type: "object", additionalProperties: { type: "integer" } },
  list: { type: "array", items: { type: "integer" } },
  set: { type: "array", "x-kubernetes-list-type": "set", items: { type: "string" } },
  keyed: {
    type: "array",
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["key"],
    items: {
      type: "object",
      required: ["key"],
      properties: { key: { type: "string" }, value: { type: "integer" } },
    },
  },
};

function definition(spec: object = content): KubernetesObject {
  const schema = {
    type: "object",
    properties: {
      spec: { type: "object", properties: spec },
      status: { type: "object", properties: content },
    },
  };
  return customDefinition({
    versions: [customVersion("v1", schema, { subresources: { status: {} } })],
  });
}

const url = "https://cluster/apis/example.com/v1/widgets";

async function ask(cluster: FakeCluster, method: string, path: string, body: object, type = "") {
  const response = await createFetchHandler(cluster)(`${url}${path}`, {
    method,
    headers: { "content-type": type === "" ? "application/json" : `application/${type}` },
    body: JSON.stringify({ apiVersion: "example.com/v1", kind: "Widget", ...body }),
  });
  const answer = (await response.json()) as KubernetesObject & { readonly message?: string };
  const managers = answer.metadata?.managedFields?.map((entry) => objectOf(entry)["manager"]);
  return { code: response.status, message: answer.message, managers };
}

/** The definition as it is, but for the schema of `spec`. */
function redefine(cluster: FakeCluster, spec: object): void {
  const { metadata = {} } = cluster.get("customresourcedefinitions", "widgets.example.com") ?? {};
  cluster.update({ ...definition(spec), metadata });
}

// What kube-apiserver v1.35.4 answers.
test.each([
  [{ number: 1 }, true],
  [{ number: 1.5 }, true],
  [{ number: null }, true],
  [{ any: {} }, true],
  [{ unknown: 1 }, true],
  [{ set: ["a", "a"] }, true],
  [{ keyed: [{ key: "a" }, { key: "a" }] }, true],
  [{ number: "x" }, false],
  [{ number: true }, false],
  [{ map: { a: "b" } }, false],
  [{ map: "x" }, false],
  [{ list: ["x"] }, false],
  [{ set: [null] }, false],
  [{ set: [{}] }, false],
  [{ keyed: {} }, false],
  [{ keyed: [null] }, false],
  [{ keyed: [{ value: 1 }] }, false],
  [{ keyed: [{ key: 1 }] }, false],
  ["text", false],
])(
  "a status of %j beside a spec leaves owners: %s, though it is dropped itself",
  async (status, isOwned) => {
    await using cluster = createCluster({ objects: [definition()] });
    const managers = isOwned ? ["ann"] : undefined;

    const created = { metadata: { name: "w" }, spec: { number: 1 }, status };
    expect(await ask(cluster, "POST", "?fieldManager=ann", created)).toMatchObject({
      code: 201,
      managers,
    });
  },
);

test("a spec that cannot be read ends what its owners are, where a status is written beside it", async () => {
  await using cluster = createCluster({ objects: [definition()] });
  await ask(cluster, "POST", "?fieldManager=ann", { metadata: { name: "w" }, spec: { number: 1 } });

  const status = { spec: { number: "x" }, status: { number: 1 } };
  const answer = await ask(cluster, "PATCH", "/w/status", status, "merge-patch+json");

  expect(answer).toEqual({ code: 200, message: undefined, managers: undefined });
});

const unreadable = `.spec.number: expected string, got &value.valueUnstructured{Value:1}`;

test("what was stored before its definition changed has no owners after the next write, and cannot be applied over", async () => {
  await using cluster = createCluster({ objects: [definition()] });
  for (const name of ["updated", "applied"]) {
    const spec = { number: 1, text: "x" };
    await ask(cluster, "POST", "?fieldManager=ann", { metadata: { name }, spec });
  }
  redefine(cluster, { ...content, number: { type: "string" } });
  const apply = (name: string) =>
    ask(
      cluster,
      "PATCH",
      `/${name}?fieldManager=bob&force=true`,
      { metadata: { name }, spec: { number: "mended" } },
      "apply-patch+yaml",
    );

  const patched = { spec: { text: "y" } };
  const answers = [
    await ask(cluster, "PATCH", "/updated", patched, "merge-patch+json"),
    await apply("updated"),
    await apply("applied"),
  ];

  expect(answers).toEqual([
    { code: 200, message: undefined, managers: undefined },
    {
      code: 500,
      message: `failed to create manager for existing fields: failed to convert new object (/updated; example.com/v1, Kind=Widget) to smd typed: ${unreadable}`,
      managers: undefined,
    },
    {
      code: 500,
      message: `failed to create typed live object (/applied; example.com/v1, Kind=Widget): ${unreadable}`,
      managers: undefined,
    },
  ]);
});
