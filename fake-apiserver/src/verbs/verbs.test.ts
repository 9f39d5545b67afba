import type { KubernetesList, KubernetesObject, Status } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../fake-apiserver.ts";
import type { ApiResponse } from "../request/read/api-request.ts";
import { send as sendRequest } from "../testing/send.ts";

const simulation = new Simulation();

function lab(objects = ""): FakeCluster {
  return createCluster({
    environment: simulation,
    controllers: { namespaces: false, gc: false },
    ...(objects === "" ? {} : { objects }),
  });
}

function send<T = Status>(
  cluster: FakeCluster,
  method: string,
  target: string,
  body?: object,
  contentType = "application/json",
): { readonly status: number; readonly headers: ApiResponse["headers"]; readonly body: T } {
  const answer = sendRequest(cluster, method, target, {
    headers: { "content-type": contentType },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  simulation.runReady();
  if (answer.body.kind !== "json") throw new Error(`${method} ${target}: no JSON`);
  return { status: answer.status, headers: answer.headers, body: answer.body.value as T };
}

const configMaps = "/api/v1/namespaces/default/configmaps";
const pods = "/api/v1/namespaces/default/pods";
const pod =
  "{apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {containers: [{name: c, image: i}]}}";

test("a generated name ends in five letters of the server's", () => {
  const cluster = lab();
  const first = send<KubernetesObject>(cluster, "POST", configMaps, {
    metadata: { generateName: "job-" },
  });

  expect(first.body.metadata?.name).toMatch(/^job-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
});

test("whoever writes over an older version is told so", () => {
  const cluster = lab();
  const created = send<KubernetesObject>(cluster, "POST", configMaps, {
    metadata: { name: "a" },
    data: { x: "1" },
  }).body;
  send(cluster, "PUT", `${configMaps}/a`, { ...created, data: { x: "2" } });

  const late = send(cluster, "PUT", `${configMaps}/a`, { ...created, data: { x: "3" } });

  expect(late).toMatchObject({ status: 409, body: { reason: "Conflict" } });
});

test("a page that is too old gives a token for the rest as it is now", () => {
  const cluster = lab();
  for (const name of ["a", "b", "c"]) send(cluster, "POST", configMaps, { metadata: { name } });
  const first = send<KubernetesList>(cluster, "GET", `${configMaps}?limit=1`).body;
  send(cluster, "DELETE", `${configMaps}/b`);
  cluster.compact();

  const expired = send(
    cluster,
    "GET",
    `${configMaps}?limit=1&continue=${first.metadata?.continue}`,
  );
  const rest = send<KubernetesList>(
    cluster,
    "GET",
    `${configMaps}?limit=9&resourceVersion=&continue=${expired.body.metadata.continue}`,
  );

  expect(expired).toMatchObject({ status: 410, body: { reason: "Expired" } });
  expect(rest.body.items.map(({ metadata }) => metadata?.name)).toEqual(["c"]);
});

test("pages show one revision, whatever is written between", () => {
  const cluster = lab();
  for (const name of ["a", "b", "c", "d"])
    send(cluster, "POST", configMaps, { metadata: { name } });
  const seen: (string | undefined)[] = [];
  let token = "";
  do {
    const page = send<KubernetesList>(cluster, "GET", `${configMaps}?limit=2${token}`).body;
    seen.push(...page.items.map(({ metadata }) => metadata?.name));
    token = page.metadata?.continue === undefined ? "" : `&continue=${page.metadata.continue}`;
    send(cluster, "DELETE", `${configMaps}/c`);
    send(cluster, "POST", configMaps, { metadata: { name: "aa" } });
  } while (token !== "");

  expect(seen).toEqual(["a", "b", "c", "d"]);
});

test("pages go on behind names outside ASCII", () => {
  const cluster = lab();
  const roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
  const names = ["é1", "漢1", "漢2", "😀"];
  for (const name of names) send(cluster, "POST", roles, { metadata: { name } });
  const all = send<KubernetesList>(cluster, "GET", roles).body.items.length;
  const seen: (string | undefined)[] = [];
  let token = "";
  for (let page = 0; page < all; page++) {
    const { body } = send<KubernetesList>(cluster, "GET", `${roles}?limit=1${token}`);
    seen.push(...body.items.map(({ metadata }) => metadata?.name));
    token = `&continue=${body.metadata?.continue}`;
  }

  expect(token).toBe("&continue=undefined");
  expect(new Set(seen).size).toBe(all);
  expect(seen).toEqual(expect.arrayContaining(names));
});

test("a pod is bound once", () => {
  const cluster = lab(pod);
  const nameless = { target: { apiVersion: "v1", kind: "Node", name: "n1" } };
  const target = { ...nameless, metadata: { name: "web" } };

  expect(send(cluster, "POST", `${pods}/web/binding`, nameless)).toMatchObject({
    status: 400,
    body: { message: "name in URL does not match name in Binding object" },
  });
  expect(send(cluster, "POST", `${pods}/web/binding`, target).status).toBe(201);
  expect(cluster.get("pods/default/web")).toMatchObject({
    spec: { nodeName: "n1" },
    status: { conditions: [{ type: "PodScheduled", status: "True" }] },
  });
  expect(send(cluster, "POST", `${pods}/web/binding`, target)).toMatchObject({
    status: 409,
    body: { message: expect.stringMatching(/already assigned to node "n1"/) },
  });
});

test("an eviction asks the disruption budget", () => {
  const cluster = lab(`${pod}
---
{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: b}, spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}}
`);
  const running = cluster.get<KubernetesObject & { status?: object }>("pods/default/web");
  cluster.updateStatus({
    ...running,
    status: { ...running?.status, phase: "Running" },
  } as KubernetesObject);
  const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "web" } };

  expect(send(cluster, "POST", `${pods}/web/eviction`, eviction)).toMatchObject({
    status: 429,
    body: {
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      details: {
        causes: [{ message: "The disruption budget b is still being processed by the server." }],
      },
    },
  });
  const budget = cluster.get<KubernetesObject & { status?: object }>(
    "poddisruptionbudgets.policy/default/b",
  );
  cluster.updateStatus({
    ...budget,
    status: { ...budget?.status, observedGeneration: 1, disruptionsAllowed: 1 },
  } as KubernetesObject);

  expect(send(cluster, "POST", `${pods}/web/eviction`, eviction).status).toBe(201);
  expect(cluster.get("pods/default/web")).toBeUndefined();
  expect(cluster.get("poddisruptionbudgets.policy/default/b")).toMatchObject({
    status: { disruptionsAllowed: 0 },
  });
});

test("a replication controller's scale has its plain selector", () => {
  const cluster = lab(
    "{apiVersion: v1, kind: ReplicationController, metadata: {name: rc}, spec: {replicas: 2, selector: {a: b}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}}",
  );

  expect(
    send(cluster, "GET", "/api/v1/namespaces/default/replicationcontrollers/rc/scale").body,
  ).toMatchObject({
    kind: "Scale",
    spec: { replicas: 2 },
    status: { selector: "a=b" },
  });
});

test("a collection is deleted as it is listed, and what holds on stays", () => {
  const cluster = lab();
  for (const name of ["a", "b", "c"]) {
    const labels = name === "c" ? {} : { old: "yes" };
    send(cluster, "POST", configMaps, {
      metadata: { name, labels, ...(name === "b" ? { finalizers: ["example.com/f"] } : {}) },
    });
  }

  const deleted = send<KubernetesList>(cluster, "DELETE", `${configMaps}?labelSelector=old`);

  expect(deleted.body.items.map(({ metadata }) => metadata?.name)).toEqual(["a", "b"]);
  expect(
    cluster.list("configmaps", { namespace: "default" }).map(({ metadata }) => metadata?.name),
  ).toEqual(["b", "c"]);
});

test("questions about access are answered and not kept", () => {
  const cluster = lab();
  const spec = { resourceAttributes: { namespace: "default", verb: "list", resource: "pods" } };

  expect(
    send(cluster, "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", { spec }),
  ).toMatchObject({
    status: 201,
    body: { status: { allowed: true } },
  });
  expect(
    send(cluster, "POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {
      spec: { ...spec, user: "nobody" },
    }),
  ).toMatchObject({ body: { status: { allowed: false } } });
});

test("each warning is a header line of its own", () => {
  const cluster = lab();

  const { headers } = send(cluster, "POST", configMaps, {
    metadata: { name: "w" },
    nope: 1,
    also: 2,
  });

  expect(headers["warning"]).toEqual([
    '299 - "unknown field \\"nope\\""',
    '299 - "unknown field \\"also\\""',
  ]);
});
