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

/** Writes by bob, who may write roles, of a role with more rights than he has. */
function writesOfMightyRole(): (patch: object) => object {
  const cluster = boundTo([{ kind: "Role", name: "writer" }]);
  for (const [name, rule] of [
    ["writer", { apiGroups: [group], resources: ["roles"], verbs: ["patch"] }],
    ["mighty", { apiGroups: ["*"], resources: ["*"], verbs: ["*"] }],
  ] as const)
    cluster.create({
      apiVersion: `${group}/v1`,
      kind: "Role",
      metadata: { name, namespace: "default" },
      rules: [rule],
    });
  const path = `/apis/${group}/v1/namespaces/default/roles/mighty`;
  return (patch) =>
    bodyOf(
      send(cluster, "PATCH", path, {
        headers: { ...bob.headers, "content-type": "application/merge-patch+json" },
        body: JSON.stringify(patch),
      }),
    );
}

// As of v1.35.4.
test("who changes a role in anything but owners and finalizers holds its rights", () => {
  const written = writesOfMightyRole();
  const refused = {
    code: 403,
    message: expect.stringContaining("is attempting to grant RBAC permissions not currently held"),
  };

  expect(written({ metadata: { labels: { a: "b" } } })).toMatchObject(refused);
  expect(written({ metadata: { finalizers: ["example.com/a"] } })).toMatchObject({ kind: "Role" });
  expect(written({})).toMatchObject({ kind: "Role" });
});

// As of v1.35.4.
test("a role that collects the rules of others is written by those who hold every right", () => {
  const cluster = boundTo([]);
  const rule = { apiGroups: [group], resources: ["clusterroles"], verbs: ["create", "patch"] };
  const anything = [
    { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
    { nonResourceURLs: ["*"], verbs: ["*"] },
  ];
  const grant = (name: string, rules: readonly object[]): void => {
    cluster.create({ apiVersion: `${group}/v1`, kind: "ClusterRole", metadata: { name }, rules });
    cluster.create({
      apiVersion: `${group}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name },
      roleRef: { apiGroup: group, kind: "ClusterRole", name },
      subjects: [{ kind: "User", name: "bob", apiGroup: group }],
    });
  };
  const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { a: "b" } }] };
  const created = (name: string): object =>
    bodyOf(
      send(cluster, "POST", `/apis/${group}/v1/clusterroles`, {
        headers: { ...bob.headers, "content-type": "application/json" },
        body: JSON.stringify({ metadata: { name }, aggregationRule }),
      }),
    );

  grant("writer", [rule]);
  expect(created("one")).toMatchObject({
    message:
      'clusterroles.rbac.authorization.k8s.io "one" is forbidden: must have cluster-admin privileges to use the aggregationRule',
  });
  grant("everything", anything);
  expect(created("one")).toMatchObject({ kind: "ClusterRole" });
});
