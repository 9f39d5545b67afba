import type { KubernetesObject } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../fake-apiserver.ts";
import { customDefinition, customVersion } from "../testing/custom-definition.ts";
import { jsonOf, send } from "../testing/send.ts";

// How kube-apiserver v1.35.4 answered to writes of a definition's status.

const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com";
const objects = "/apis/example.com/v1/widgets";

const definition = customDefinition({ versions: [customVersion("v1", { type: "object" })] });

function lab() {
  const simulation = new Simulation();
  const cluster = createCluster({ environment: simulation });
  cluster.create(definition);
  simulation.runReady();
  const patch = (body: object, mediaType = "application/merge-patch+json") => {
    const target = `${path}/status?fieldManager=someone`;
    const headers = { "content-type": mediaType };
    const answer = send(cluster, "PATCH", target, { headers, body: JSON.stringify(body) });
    simulation.runReady();
    return answer;
  };
  const read = () => jsonOf(send(cluster, "GET", path)) as KubernetesObject;
  return { simulation, cluster, patch, read };
}

function managers({ metadata }: KubernetesObject): readonly (string | undefined)[] {
  const entries = (metadata?.managedFields ?? []) as readonly { readonly manager?: string }[];
  return entries.map(({ manager }) => manager);
}

test.for([
  { changed: { labels: { a: "b" } } },
  { changed: { annotations: { a: "b" } } },
  { changed: { finalizers: ["example.com/a"] } },
])(
  "the status endpoint of a definition changes metadata that nobody owns then: %o",
  ({ changed }) => {
    const { patch, read } = lab();
    const before = managers(read());

    expect(patch({ metadata: changed }).status).toBe(200);

    expect(read().metadata).toMatchObject(changed);
    expect(managers(read())).toEqual(before);
  },
);

test("a definition whose stored versions are emptied has its storage version among them", () => {
  const { patch, read } = lab();

  expect(patch({ status: { storedVersions: [] } }).status).toBe(200);

  expect(read()).toMatchObject({ status: { storedVersions: ["v1"] } });
});

test("of stored versions that are lost each is told once, and of one that there is twice the second is not found", () => {
  const { cluster, patch } = lab();
  const version = customVersion("v1", { type: "object", description: "changed" });
  patch({ status: { storedVersions: ["v9", "v1", "v9"] } });

  const answer = send(cluster, "PATCH", path, {
    headers: { "content-type": "application/merge-patch+json" },
    body: JSON.stringify({ spec: { versions: [version, version] } }),
  });

  expect(jsonOf<{ readonly details?: object }>(answer).details).toMatchObject({
    causes: [
      { field: "spec.versions" },
      { field: "spec.versions" },
      { field: "status.storedVersions", message: expect.stringContaining("storage version v1") },
      { field: "status.storedVersions[2]" },
    ],
  });
});

test("metadata that is applied to the status of a definition is changed, and not owned", () => {
  const { patch, read } = lab();
  const { apiVersion, kind, spec } = definition as KubernetesObject & { readonly spec: object };
  const applied = { apiVersion, kind, metadata: { labels: { a: "b" } }, spec: { group: "other" } };

  expect(patch(applied, "application/apply-patch+yaml").status).toBe(200);

  expect(read()).toMatchObject({ metadata: { labels: { a: "b" } }, spec });
  expect(managers(read())).not.toContain("someone");
});

test("a label that could be none is refused there, too", () => {
  expect(lab().patch({ metadata: { labels: { a: "-" } } }).status).toBe(422);
});

test("conditions that somebody took away stay away, and nothing is served, until names change", () => {
  const { simulation, cluster, patch, read } = lab();
  expect(send(cluster, "GET", objects).status).toBe(200);

  patch({ status: { conditions: [] } });

  expect(read()).toMatchObject({ status: { conditions: [] } });
  expect(send(cluster, "GET", objects).status).toBe(404);

  const headers = { "content-type": "application/merge-patch+json" };
  const body = JSON.stringify({ spec: { names: { shortNames: ["wd"] } } });
  expect(send(cluster, "PATCH", path, { headers, body }).status).toBe(200);
  simulation.runReady();

  expect(send(cluster, "GET", objects).status).toBe(200);
});

test.for([
  { of: "served", conditions: undefined, end: "InstanceDeletionCompleted" },
  { of: "not served", conditions: [], end: "NeverEstablished" },
])("a deleted definition that was $of says how its objects went, while others hold it", (given) => {
  const { simulation, cluster, patch, read } = lab();
  patch({ metadata: { finalizers: ["example.com/a"] } });
  if (given.conditions !== undefined) patch({ status: { conditions: given.conditions } });

  expect(send(cluster, "DELETE", path).status).toBe(200);
  simulation.runReady();

  const { metadata, status } = read() as unknown as {
    readonly metadata: { readonly finalizers: readonly string[] };
    readonly status: { readonly conditions: readonly object[] };
  };
  expect(metadata.finalizers).toEqual(["example.com/a"]);
  expect(status.conditions.at(-1)).toMatchObject({
    type: "Terminating",
    status: "False",
    reason: given.end,
  });
});
