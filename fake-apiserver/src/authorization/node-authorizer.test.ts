import type { KubernetesObject } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../fake-apiserver.ts";
import type { ApiRequest } from "../request/read/api-request.ts";
import { jsonOf, send } from "../testing/send.ts";

// What a kube-apiserver v1.35.4 with --authorization-mode=Node,RBAC answers to a kubelet.

const kubelet: Partial<ApiRequest> = { headers: { authorization: "Bearer kubelet" } };
const inDefault = (name: string) => ({ name, namespace: "default" });

function cluster(): FakeCluster {
  const made = createCluster({
    environment: new Simulation(),
    authorizationMode: ["Node", "RBAC"],
    admissionPlugins: { enable: ["NodeRestriction"] },
    tokens: [{ token: "kubelet", name: "system:node:n1", groups: ["system:nodes"] }],
  });
  const objects = [
    { apiVersion: "v1", kind: "Node", metadata: { name: "n1" } },
    ...["own", "theirs"].map((name) => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: inDefault(name),
    })),
    pod("mine", "n1", "own"),
    pod("yours", "n2", "theirs"),
  ];
  for (const object of objects) made.create(object as KubernetesObject);
  return made;
}

function pod(name: string, nodeName: string, secretName: string): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: inDefault(name),
    spec: {
      nodeName,
      containers: [{ name: "c", image: "i" }],
      volumes: [{ name: "v", secret: { secretName } }],
    },
  };
}

const here = "/api/v1/namespaces/default";
const cannot = (verb: string, resource: string, where: string): string =>
  `User "system:node:n1" cannot ${verb} resource "${resource}" in API group "" ${where}`;
const inNamespace = 'in the namespace "default"';

test.for([
  [`${here}/secrets/own`],
  [`${here}/pods/mine`],
  ["/api/v1/nodes/n1"],
  ["/api/v1/pods", ["fieldSelector", "spec.nodeName=n1"]],
  ["/api/v1/nodes", ["fieldSelector", "metadata.name=n1"]],
] as const)("a node reads what belongs to it: %s", ([path, ...query]) => {
  expect(send(cluster(), "GET", path, { ...kubelet, query }).status).toBe(200);
});

test.for([
  [
    `${here}/secrets/theirs`,
    `secrets "theirs" is forbidden: ${cannot("get", "secrets", inNamespace)}: no relationship found between node 'n1' and this object`,
  ],
  [
    `${here}/secrets`,
    `secrets is forbidden: ${cannot("list", "secrets", inNamespace)}: No Object name found`,
  ],
  [
    "/api/v1/pods",
    `pods is forbidden: ${cannot("list", "pods", "at the cluster scope")}: can only list/watch pods with spec.nodeName field selector`,
  ],
  [
    "/api/v1/nodes/n2",
    `nodes "n2" is forbidden: ${cannot("get", "nodes", "at the cluster scope")}: node 'n1' cannot read 'n2', only its own Node object`,
  ],
] as const)("a node does not read %s", ([path, message]) => {
  expect(jsonOf(send(cluster(), "GET", path, kubelet))).toMatchObject({ code: 403, message });
});

test.for([
  [
    "PATCH",
    "/api/v1/nodes/n1",
    { spec: { taints: [{ key: "a", effect: "NoSchedule" }] } },
    'nodes "n1" is forbidden: node "n1" is not allowed to modify taints',
  ],
  [
    "PATCH",
    "/api/v1/nodes/n1",
    { metadata: { labels: { "example.kubernetes.io/a": "b", plain: "c" } } },
    'nodes "n1" is forbidden: is not allowed to modify labels: example.kubernetes.io/a',
  ],
  [
    "PATCH",
    `${here}/pods/yours/status`,
    { status: { message: "x" } },
    'pods "yours" is forbidden: node "n1" can only update pod status for pods with spec.nodeName set to itself',
  ],
  [
    "DELETE",
    `${here}/pods/yours`,
    undefined,
    'pods "yours" is forbidden: node "n1" can only delete pods with spec.nodeName set to itself',
  ],
  [
    "POST",
    `${here}/pods`,
    pod("new", "n1", "own"),
    'pods "new" is forbidden: pod does not have "kubernetes.io/config.mirror" annotation, node "n1" can only create mirror pods',
  ],
  [
    "POST",
    "/api/v1/nodes",
    { metadata: { name: "n3" } },
    'nodes "n3" is forbidden: node "n1" is not allowed to modify node "n3"',
  ],
] as const)("a node is refused %s %s of %j", ([method, path, body, message]) => {
  const headers = {
    ...kubelet.headers,
    "content-type": method === "PATCH" ? "application/merge-patch+json" : "application/json",
  };
  const answer = send(cluster(), method, path, {
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

  expect(jsonOf(answer)).toMatchObject({ code: 403, message });
});

test("a node asks for tokens of its own pods, for whom they need them", () => {
  const made = cluster();
  made.create({ apiVersion: "v1", kind: "ServiceAccount", metadata: inDefault("bot") });
  made.create({
    apiVersion: "v1",
    kind: "Pod",
    metadata: inDefault("worker"),
    spec: {
      nodeName: "n1",
      serviceAccountName: "bot",
      containers: [{ name: "c", image: "i" }],
      volumes: [
        {
          name: "t",
          projected: { sources: [{ serviceAccountToken: { path: "t", audience: "vault" } }] },
        },
        { name: "shares", azureFile: { shareName: "s", secretName: "own" } },
      ],
    },
  } as KubernetesObject);
  made.create({
    apiVersion: "storage.k8s.io/v1",
    kind: "CSIDriver",
    metadata: { name: "file.csi.azure.com" },
    spec: { tokenRequests: [{ audience: "shares" }] },
  } as KubernetesObject);
  const uid = made.get("pods", "default/worker")?.metadata?.uid;
  const ask = (audience: string) =>
    jsonOf(
      send(made, "POST", `${here}/serviceaccounts/bot/token`, {
        headers: { ...kubelet.headers, "content-type": "application/json" },
        body: JSON.stringify({
          spec: {
            audiences: [audience],
            boundObjectRef: { apiVersion: "v1", kind: "Pod", name: "worker", uid },
          },
        }),
      }),
    );

  expect(ask("vault")).toMatchObject({ kind: "TokenRequest" });
  // The driver that took over such volumes needs it.
  expect(ask("shares")).toMatchObject({ kind: "TokenRequest" });
  expect(ask("other")).toMatchObject({
    code: 403,
    message:
      'serviceaccounts "bot" is forbidden: audience "other" not found in pod spec volume, system:node:n1 is not authorized to request tokens for this audience',
  });
});

test("a node without a name may not even ask what it may", () => {
  const made = createCluster({
    environment: new Simulation(),
    authorizationMode: ["Node", "RBAC"],
    admissionPlugins: { enable: ["NodeRestriction"] },
    tokens: [{ token: "nobody", name: "system:node:", groups: ["system:nodes"] }],
  });
  const answer = send(made, "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", {
    headers: { authorization: "Bearer nobody", "content-type": "application/json" },
    body: JSON.stringify({ spec: { resourceAttributes: { verb: "get", resource: "pods" } } }),
  });

  expect(jsonOf(answer).message).toBe(
    'selfsubjectaccessreviews.authorization.k8s.io "Unknown" is forbidden: could not determine node from user "system:node:"',
  );
});
