import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { send } from "../../testing/send.ts";
import type { LimitedResource } from "./limited-resources.ts";

function lab(...limitedResources: readonly LimitedResource[]) {
  const cluster = createCluster({ admissionPlugins: { resourceQuota: { limitedResources } } });
  const post = (path: string, body: object): unknown => {
    const answer = send(cluster, "POST", path, { body: JSON.stringify(body) });
    const message =
      answer.body.kind === "json" && (answer.body.value as { readonly message?: string }).message;
    return answer.status === 201 ? 201 : [answer.status, message];
  };
  return { cluster, post };
}

const pods = "/api/v1/namespaces/default/pods";
const podOf = (more: object = {}) => ({
  metadata: { name: "a" },
  spec: {
    containers: [{ name: "c", image: "i", resources: { requests: { cpu: "100m" } } }],
    ...more,
  },
});

// As kube-apiserver v1.35.4 says it.
test("what is limited is used only where a quota counts it", () => {
  const { cluster, post } = lab({ resource: "pods", matchContains: ["requests.cpu"] });

  expect(post(pods, podOf())).toEqual([
    403,
    'pods "a" is forbidden: insufficient quota to consume: requests.cpu',
  ]);

  cluster.apply(`
    apiVersion: v1
    kind: ResourceQuota
    metadata: { name: q, namespace: default }
    spec: { hard: { requests.cpu: "1" } }
    status: { hard: { requests.cpu: "1" }, used: { requests.cpu: "0" } }`);
  expect(post(pods, podOf())).toBe(201);
});

test("a scope is only for those for whom a quota has it", () => {
  const { cluster, post } = lab({
    resource: "pods",
    matchScopes: [{ scopeName: "PriorityClass", operator: "In", values: ["high"] }],
  });
  cluster.apply(`
    apiVersion: scheduling.k8s.io/v1
    kind: PriorityClass
    metadata: { name: high }
    value: 1000`);
  const high = podOf({ priorityClassName: "high" });

  expect(post(pods, high)).toEqual([
    500,
    "insufficient quota to match these scopes: [{PriorityClass In [high]}]",
  ]);

  cluster.apply(`
    apiVersion: v1
    kind: ResourceQuota
    metadata: { name: q, namespace: default }
    spec:
      hard: { pods: "1" }
      scopeSelector: { matchExpressions: [{ scopeName: PriorityClass, operator: In, values: [high] }] }
    status: { hard: { pods: "1" }, used: { pods: "0" } }`);
  expect(post(pods, high)).toBe(201);
  expect(post("/api/v1/namespaces/default/configmaps", { metadata: { name: "a" } })).toBe(201);
});
