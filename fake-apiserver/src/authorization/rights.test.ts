import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../fake-apiserver.ts";
import type { ApiRequest } from "../request/read/api-request.ts";
import { jsonOf as bodyOf, send } from "../testing/send.ts";

const group = "rbac.authorization.k8s.io";
const bob: Partial<ApiRequest> = { headers: { authorization: "Bearer bob" } };

/** A cluster in which bob has the roles named. */
function boundTo(
  roleRefs: readonly { readonly kind: string; readonly name: string }[],
): FakeCluster {
  const cluster = createCluster({
    environment: new Simulation(),
    tokens: [{ token: "bob", name: "bob", groups: [] }],
  });
  for (const [index, roleRef] of roleRefs.entries())
    cluster.create({
      apiVersion: `${group}/v1`,
      kind: "RoleBinding",
      metadata: { name: `b${index}`, namespace: "default" },
      roleRef: { apiGroup: group, ...roleRef },
      subjects: [{ kind: "User", name: "bob", apiGroup: group }],
    });
  return cluster;
}

test("a refusal tells of roles that bind the user and that there are not, each once", () => {
  const missing = { kind: "ClusterRole", name: "gone" };
  const cluster = boundTo([missing, missing, { kind: "Role", name: "away" }]);

  expect(bodyOf(send(cluster, "GET", "/api/v1/namespaces/default/pods", bob)).message).toBe(
    'pods is forbidden: User "bob" cannot list resource "pods" in API group "" in the namespace "default": RBAC: [clusterrole.rbac.authorization.k8s.io "gone" not found, role.rbac.authorization.k8s.io "away" not found]',
  );
});

test("a rule with resourceNames allows a list or watch of that name alone", () => {
  const cluster = boundTo([{ kind: "Role", name: "one" }]);
  cluster.create({
    apiVersion: `${group}/v1`,
    kind: "Role",
    metadata: { name: "one", namespace: "default" },
    rules: [
      { apiGroups: [""], resources: ["configmaps"], verbs: ["list"], resourceNames: ["mine"] },
    ],
  });
  const listed = (...query: readonly (readonly [string, string])[]): number =>
    send(cluster, "GET", "/api/v1/namespaces/default/configmaps", { ...bob, query }).status;

  expect(listed(["fieldSelector", "metadata.name=mine"])).toBe(200);
  expect(listed(["fieldSelector", "metadata.name=yours"])).toBe(403);
  expect(listed()).toBe(403);
});

// As of v1.35.4.
test("a namespace is in itself: a Role there allows what it is asked for by name", () => {
  const cluster = boundTo([{ kind: "Role", name: "here" }]);
  cluster.create({
    apiVersion: `${group}/v1`,
    kind: "Role",
    metadata: { name: "here", namespace: "default" },
    rules: [{ apiGroups: [""], resources: ["namespaces"], verbs: ["get", "list"] }],
  });
  const answered = (path: string): object => bodyOf(send(cluster, "GET", path, bob));

  expect(answered("/api/v1/namespaces/default")).toMatchObject({ kind: "Namespace" });
  expect(answered("/api/v1/namespaces")).toMatchObject({ code: 403 });
  expect(answered("/api/v1/namespaces/kube-system")).toMatchObject({
    message:
      'namespaces "kube-system" is forbidden: User "bob" cannot get resource "namespaces" in API group "" in the namespace "kube-system"',
  });
});
