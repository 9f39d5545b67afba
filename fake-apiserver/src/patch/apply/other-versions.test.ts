import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../../fake-apiserver.ts";
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
