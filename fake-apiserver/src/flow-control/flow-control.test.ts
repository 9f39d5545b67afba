import type { KubernetesObject } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../fake-apiserver.ts";
import type { UserIdentity } from "../request/read/api-request.ts";
import { send } from "../testing/send.ts";
import type { FlowSchema } from "./objects/flow-control-objects.ts";

const simulation = new Simulation();

const anybody: UserIdentity = { name: "ann", groups: ["system:authenticated"] };
const master: UserIdentity = { name: "root", groups: ["system:masters", "system:authenticated"] };
const account: UserIdentity = {
  name: "system:serviceaccount:kube-system:gc",
  groups: ["system:serviceaccounts", "system:authenticated"],
};

function flowOf(cluster: FakeCluster, user: UserIdentity, path: string, method = "GET"): unknown {
  return send(cluster, method, path, { user }).headers["x-kubernetes-pf-flowschema-uid"];
}

function schemas(cluster: FakeCluster): readonly FlowSchema[] {
  return cluster.list("flowschemas");
}

function nameOf(cluster: FakeCluster, uid: unknown): string | undefined {
  return schemas(cluster).find(({ metadata }) => metadata?.uid === uid)?.metadata?.name;
}

function flowSchema(name: string, level: string, matchingPrecedence: number): KubernetesObject {
  return {
    apiVersion: "flowcontrol.apiserver.k8s.io/v1",
    kind: "FlowSchema",
    metadata: { name },
    spec: {
      priorityLevelConfiguration: { name: level },
      matchingPrecedence,
      rules: [
        {
          subjects: [{ kind: "User", user: { name: "ann" } }],
          resourceRules: [
            { verbs: ["list"], apiGroups: [""], resources: ["configmaps"], namespaces: ["web"] },
          ],
        },
      ],
    },
  } as KubernetesObject;
}

test.each([
  ["a master", master, "/api/v1/pods", "exempt"],
  ["a probe of anybody", anybody, "/livez", "probes"],
  ["a probe below the path", anybody, "/livez/ping", "global-default"],
  ["anybody", anybody, "/api/v1/pods", "global-default"],
  ["a service account of the system", account, "/api/v1/pods", "kube-system-service-accounts"],
  [
    "its lease",
    account,
    "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/gc",
    "system-leader-election",
  ],
])("%s belongs to a default flow", (_who, user, path, name) => {
  const cluster = createCluster({ environment: simulation });

  expect(nameOf(cluster, flowOf(cluster, user, path))).toBe(name);
});

test("the first schema by precedence that covers a request takes it, unless its level is missing", () => {
  const cluster = createCluster({
    environment: simulation,
    objects: [flowSchema("lists", "workload-low", 50), flowSchema("nowhere", "none", 40)],
  });
  const path = (namespace: string): string => `/api/v1/namespaces/${namespace}/configmaps`;

  expect(nameOf(cluster, flowOf(cluster, anybody, path("web")))).toBe("lists");
  expect(nameOf(cluster, flowOf(cluster, anybody, path("default")))).toBe("global-default");
  expect(nameOf(cluster, flowOf(cluster, anybody, path("web"), "DELETE"))).toBe("global-default");
});

test("a schema says that it dangles until its level is there", () => {
  const cluster = createCluster({
    environment: simulation,
    objects: [flowSchema("early", "late", 50)],
  });
  const dangling = (): unknown =>
    schemas(cluster).find(({ metadata }) => metadata?.name === "early")?.status?.conditions;
  simulation.runReady();
  expect(dangling()).toMatchObject([{ type: "Dangling", status: "True", reason: "NotFound" }]);

  cluster.apply({
    apiVersion: "flowcontrol.apiserver.k8s.io/v1",
    kind: "PriorityLevelConfiguration",
    metadata: { name: "late" },
    spec: { type: "Limited", limited: { limitResponse: { type: "Reject" } } },
  } as KubernetesObject);
  simulation.runReady();

  expect(dangling()).toMatchObject([{ type: "Dangling", status: "False", reason: "Found" }]);
});
