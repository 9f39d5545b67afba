import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { jsonOf, send } from "../../testing/send.ts";

interface Autoscaler extends KubernetesObject {
  readonly spec: {
    readonly targetCPUUtilizationPercentage?: number;
    readonly metrics?: readonly { readonly resource: { readonly name: string } }[];
  };
}

const metric = (name: string, target: object) => ({ type: "Resource", resource: { name, target } });
const cpu = metric("cpu", { type: "Utilization", averageUtilization: 60 });
const memory = metric("memory", { type: "AverageValue", averageValue: "1Gi" });
const base = {
  maxReplicas: 5,
  scaleTargetRef: { kind: "Deployment", name: "d", apiVersion: "apps/v1" },
};

/** Autoscalers of a new cluster, which are stored as autoscaling/v2. */
function autoscalers() {
  const cluster = createCluster();
  const path = (version: string) =>
    `/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers/h`;
  const write = (version: string, target: string, type: string, body: object): Autoscaler =>
    jsonOf<Autoscaler>(
      send(cluster, "PATCH", `${path(version)}${target}`, {
        headers: { "content-type": type },
        body: JSON.stringify(body),
      }),
    );
  return {
    apply: (version: string, manager: string, spec: object): Autoscaler =>
      write(version, `?fieldManager=${manager}&force=true`, "application/apply-patch+yaml", {
        apiVersion: `autoscaling/${version}`,
        kind: "HorizontalPodAutoscaler",
        metadata: { name: "h" },
        spec: { ...base, ...spec },
      }),
    writeStatus: (version: string, status: object): Autoscaler =>
      write(version, "/status", "application/merge-patch+json", { status }),
    get: (version: string): Autoscaler => jsonOf<Autoscaler>(send(cluster, "GET", path(version))),
  };
}

const names = ({ spec: { metrics = [] } }: Autoscaler): readonly string[] =>
  metrics.map(({ resource }) => resource.name);

// As a real kube-apiserver 1.35.4 does.
test("who applies in another version than before brings the object there and back", () => {
  const { apply, get } = autoscalers();
  apply("v2", "you", { metrics: [cpu, memory] });
  apply("v1", "me", { targetCPUUtilizationPercentage: 60 });
  expect(names(get("v2"))).toEqual(["cpu", "memory"]);
  // In v1 what is not CPU stands beside it, and comes first on the way back.
  expect(names(apply("v2", "me", { metrics: [cpu, memory] }))).toEqual(["memory", "cpu"]);
});

test("a status that is written in another version leaves the spec as it is", () => {
  const { apply, writeStatus, get } = autoscalers();
  apply("v2", "me", { metrics: [cpu, memory] });
  writeStatus("v1", { desiredReplicas: 2 });
  expect(names(get("v2"))).toEqual(["cpu", "memory"]);
});
