import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../../fake-apiserver.ts";
import { customDefinition, customVersion } from "../../testing/custom-definition.ts";
import { jsonOf, send } from "../../testing/send.ts";

interface Autoscaler {
  readonly metadata: {
    readonly managedFields: readonly { readonly manager: string; readonly fieldsV1: object }[];
  };
  readonly spec: object;
}

const path = (version: string): string =>
  `/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers`;

/** An autoscaler that one manager has written in the older version. */
function written(): FakeCluster {
  const cluster = createCluster({ environment: new Simulation() });
  send(cluster, "POST", `${path("v1")}?fieldManager=one`, {
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      metadata: { name: "a" },
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "a" },
        maxReplicas: 3,
        targetCPUUtilizationPercentage: 50,
      },
    }),
  });
  return cluster;
}

function patched(cluster: FakeCluster, target: string, body: object): Autoscaler {
  const headers = { "content-type": "application/merge-patch+json" };
  const options = { headers, body: JSON.stringify(body) };
  return jsonOf<Autoscaler>(send(cluster, "PATCH", target, options));
}

test("who owns a field loses it when another version changes what it is there", () => {
  const target = { type: "Utilization", averageUtilization: 70 };
  const metrics = [{ type: "Resource", resource: { name: "cpu", target } }];

  const { metadata } = patched(written(), `${path("v2")}/a?fieldManager=two`, {
    spec: { metrics },
  });

  expect(metadata.managedFields.map(({ manager, fieldsV1 }) => [manager, fieldsV1])).toEqual([
    ["one", { "f:spec": { "f:maxReplicas": {}, "f:minReplicas": {}, "f:scaleTargetRef": {} } }],
    ["two", { "f:spec": { "f:metrics": {} } }],
  ]);
});

test("a patch may make another version of an object, which is read as that one", () => {
  const { spec } = patched(written(), `${path("v1")}/a`, { apiVersion: "autoscaling/v2" });

  expect(spec).toMatchObject({ maxReplicas: 3, targetCPUUtilizationPercentage: 80 });
});

/** A cluster with a custom kind of two versions, whose status has an endpoint. */
function withParts(): FakeCluster {
  const simulation = new Simulation();
  const cluster = createCluster({ environment: simulation });
  const properties = {
    spec: { type: "object", properties: { s: { type: "string" } } },
    status: { type: "object", properties: { n: { type: "integer" } } },
  };
  const versions = ["v1", "v1beta1"].map((name) =>
    customVersion(name, { type: "object", properties }, { subresources: { status: {} } }),
  );
  cluster.create(customDefinition({ group: "example.org", kind: "Part", versions }));
  simulation.runReady();
  return cluster;
}

function applied(
  cluster: FakeCluster,
  place: string,
  { metadata = {}, ...more }: { readonly metadata?: object; readonly [member: string]: unknown },
): { readonly message?: string } {
  const apiVersion = `example.org/${place.split("/", 1)[0]}`;
  return jsonOf(
    send(cluster, "PATCH", `/apis/example.org/${place}`, {
      headers: { "content-type": "application/apply-patch+yaml" },
      body: JSON.stringify({
        apiVersion,
        kind: "Part",
        metadata: { name: "a", ...metadata },
        ...more,
      }),
    }),
  );
}

// The real server of 1.35 said both of the following to managers that were drawn at random.

test("a status that another version owns is in conflict with what the whole object says of it, though it would not be written", () => {
  const cluster = withParts();
  applied(cluster, "v1/parts/a?fieldManager=one", { spec: { s: "a" } });
  applied(cluster, "v1/parts/a/status?fieldManager=two", { status: { n: 1 } });
  const same = applied(cluster, "v1/parts/a?fieldManager=one", {
    spec: { s: "a" },
    status: { n: 2 },
  });
  const other = applied(cluster, "v1beta1/parts/a?fieldManager=three", { status: { n: 2 } });

  expect(same.message).toBeUndefined();
  expect(other.message).toBe(
    'Apply failed with 1 conflict: conflict with "two" with subresource "status": .status.n',
  );
});

test("kubectl takes nothing over by a last configuration that its kind's schema does not know", () => {
  const conflictWith = (last: object): string | undefined => {
    const cluster = withParts();
    const text = JSON.stringify({ apiVersion: "example.org/v1", kind: "Part", ...last });
    const annotations = { "kubectl.kubernetes.io/last-applied-configuration": text };
    applied(cluster, "v1/parts/a?fieldManager=one", {
      metadata: { annotations },
      spec: { s: "a" },
    });
    return applied(cluster, "v1/parts/a?fieldManager=kubectl", { spec: { s: "b" } }).message;
  };

  expect(conflictWith({ spec: { s: "a" } })).toBeUndefined();
  expect(conflictWith({ spec: { s: "a" }, data: {} })).toContain("Apply failed with 1 conflict");
});
