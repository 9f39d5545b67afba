import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { jsonOf, send } from "../../testing/send.ts";

// What the real server of 1.35 answered to the same.

const table = { headers: { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" } };
const json = { "content-type": "application/json" };

interface Table {
  readonly columnDefinitions: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly { readonly cells: readonly unknown[] }[];
}

const cluster = createCluster({
  environment: new Simulation(),
  objects: `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: set}
spec: {replicas: 2, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: i}]}}}
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}}
---
{apiVersion: v1, kind: Pod, metadata: {name: other}, spec: {containers: [{name: a, image: i}]}}
`,
});

test("a Scale has a Table of its own", () => {
  const target = "/apis/apps/v1/namespaces/default/statefulsets/set/scale";

  const { columnDefinitions, rows } = jsonOf<Table>(send(cluster, "GET", target, table));

  expect(columnDefinitions.map(({ name, type }) => `${name}: ${type}`)).toEqual([
    "Name: string",
    "Desired: integer",
    "Available: integer",
    "Age: string",
  ]);
  expect(rows[0]?.cells.slice(0, 3)).toEqual(["set", 2, 0]);
});

test("flow schemas are shown in the order in which they are asked, and listed by name", () => {
  const target = "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas";

  const { rows } = jsonOf<Table>(send(cluster, "GET", target, table));
  const { items } = jsonOf<{ items: { metadata: { name: string } }[] }>(
    send(cluster, "GET", target),
  );

  expect(rows.map(({ cells }) => cells[0]).slice(0, 3)).toEqual([
    "exempt",
    "probes",
    "system-leader-election",
  ]);
  expect(items[0]?.metadata.name).toBe("catch-all");
});

test("rules about paths stand beside those about resources", () => {
  const answer = send(cluster, "POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", {
    headers: { ...json, "impersonate-user": "bob" },
    body: '{"spec":{"namespace":"default"}}',
  });

  expect(jsonOf(answer)).toMatchObject({
    spec: {},
    status: {
      nonResourceRules: [
        { verbs: ["get"], nonResourceURLs: expect.arrayContaining(["/api", "/openapi/*"]) },
        { verbs: ["get"], nonResourceURLs: expect.arrayContaining(["/healthz", "/version/"]) },
      ],
    },
  });
});

test("a token is bound to no pod of another account", () => {
  const answer = send(cluster, "POST", "/api/v1/namespaces/default/serviceaccounts/robot/token", {
    headers: json,
    body: '{"spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"other"}}}',
  });

  expect(jsonOf(answer)).toMatchObject({
    code: 400,
    message:
      'cannot bind token for serviceaccount "robot" to pod running with different serviceaccount name.',
  });
});

test("an autoscaler of version 1 has version 2's default, and is shown in both", () => {
  const inside = "namespaces/default/horizontalpodautoscalers";
  const created = send(cluster, "POST", `/apis/autoscaling/v1/${inside}`, {
    headers: json,
    body: '{"metadata":{"name":"a"},"spec":{"maxReplicas":3,"scaleTargetRef":{"kind":"X","name":"x","apiVersion":"apps/v1"}}}',
  });
  const shown = send(cluster, "GET", `/apis/autoscaling/v2/${inside}/a`);

  expect(jsonOf(created)).toMatchObject({ spec: { targetCPUUtilizationPercentage: 80 } });
  expect(JSON.stringify(jsonOf(created))).toContain("f:targetCPUUtilizationPercentage");
  expect(Object.keys(jsonOf<object>(shown))).toEqual([
    "kind",
    "apiVersion",
    "metadata",
    "spec",
    "status",
  ]);
  expect(jsonOf(shown)).toMatchObject({ status: { desiredReplicas: 0, currentMetrics: null } });
  expect(jsonOf<{ status: object }>(shown).status).not.toHaveProperty("currentReplicas");
});

test.each(["PUT", "DELETE", "OPTIONS"])("%s reads what is no resource", (method) => {
  for (const path of ["/apis", "/healthz", "/metrics", "/openapi/v3"])
    expect(send(cluster, method, path).status).toBe(200);
});

test.each([
  [
    "/api/v1/configmaps",
    "text/html",
    "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf, application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch",
  ],
  [
    "/api/v1/configmaps?watch=1",
    "application/yaml",
    "only the following media types are accepted: application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch",
  ],
  [
    "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
    "you requested PartialObjectMetadata, but the requested object is a list (*rbac.ClusterRoleList)",
  ],
])("%s as %s cannot be had", (target, accept, message) => {
  const answer = send(cluster, "GET", target, { headers: { accept } });

  expect(answer.status).toBe(406);
  expect(jsonOf(answer).message).toBe(message);
});

test("a type whose parameter has no value is none that is read", () => {
  const answer = send(cluster, "POST", "/api/v1/namespaces/default/configmaps", {
    headers: { "content-type": "application/json;a" },
    body: '{"metadata":{"name":"a"}}',
  });

  expect(answer.status).toBe(415);
});

test.each([
  ["bogus", "illegal base64 data at input byte 4"],
  ["a", "illegal base64 data at input byte 0"],
  ["bogu", "invalid character '\\u0088' in literal null (expecting 'u')"],
  ["bnVsbA", "server does not recognize this encoded version "],
])("the token %s is refused: %s", (token, problem) => {
  const answer = send(cluster, "GET", `/api/v1/pods?limit=1&continue=${token}`);

  expect(jsonOf(answer).message).toBe(
    `invalid continue token: continue key is not valid: ${problem}`,
  );
});

test.each([
  [
    "[]",
    'json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }',
  ],
  ['{"a":}', "invalid character '}' looking for beginning of value"],
  ['{"a":1}x', "invalid character 'x' after top-level value"],
])("a deletion with %s is refused: %s", (body, problem) => {
  const target = "/api/v1/namespaces/default/serviceaccounts/robot";
  const answer = send(cluster, "DELETE", target, { headers: json, body });

  expect(jsonOf(answer)).toMatchObject({
    code: 400,
    message: `couldn't get version/kind; json parse error: ${problem}`,
  });
});
