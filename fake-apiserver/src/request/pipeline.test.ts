import { Simulation } from "@informerlab/core/simulation";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ClusterOptions } from "../cluster-options.ts";
import { createCluster, type FakeCluster } from "../fake-apiserver.ts";
import { jsonOf as bodyOf, requestOf, send } from "../testing/send.ts";
import type { ApiRequest, ApiResponse } from "./read/api-request.ts";

function lab(options: ClusterOptions = {}): {
  readonly simulation: Simulation;
  readonly cluster: FakeCluster;
} {
  const simulation = new Simulation();
  return { simulation, cluster: createCluster({ environment: simulation, ...options }) };
}

const json = { "content-type": "application/json" };

test("an unknown path is plain text, an unknown resource of a known group a Status", () => {
  const { cluster } = lab();

  expect(send(cluster, "GET", "/apis/nope.example.com/v1/things")).toMatchObject({
    status: 404,
    headers: { "x-content-type-options": "nosniff" },
    body: { kind: "text", text: "404 page not found\n" },
  });
  expect(bodyOf(send(cluster, "GET", "/api/v1/things"))).toMatchObject({
    message: "the server could not find the requested resource",
    details: {},
    code: 404,
  });
});

test.each(["/api/v1/namespaces/default/pods/", "/api/v1/pods"])("%s is a collection", (path) => {
  const { cluster } = lab();

  expect(send(cluster, "GET", path)).toMatchObject({ status: 200 });
});

test("an escape that is none is refused before anybody asks what the path is", () => {
  const { cluster } = lab();

  expect(send(cluster, "GET", "/api/v1/%zz")).toMatchObject({
    status: 400,
    body: { kind: "text", text: "400 Bad Request" },
  });
});

test.each(["//api/v1/pods", "/api/v1//pods", "/API/v1/pods", "/api/v1/Pods"])(
  "%s is no path",
  (path) => {
    const { cluster } = lab();

    expect(send(cluster, "GET", path).status).toBe(404);
  },
);

test.each<[string, string]>([
  ["POST", "/api/v1/namespaces/default/pods/x"],
  ["PUT", "/api/v1/namespaces/default/pods"],
  ["POST", "/api/v1/pods"],
  ["DELETE", "/api/v1/pods"],
  ["DELETE", "/api/v1/namespaces"],
  ["OPTIONS", "/api/v1/pods"],
  ["DELETE", "/apis/apps/v1/namespaces/default/deployments/x/status"],
])("%s %s is 405", (method, path) => {
  const { cluster } = lab();

  expect(bodyOf(send(cluster, method, path))).toMatchObject({
    reason: "MethodNotAllowed",
    details: {},
  });
});

test("who has no token is refused before anything else, who has no grant before it is known whether anything exists", () => {
  const { cluster } = lab({
    tokens: [
      { token: "root", name: "root", groups: ["system:masters"] },
      { token: "alice", name: "alice", groups: [] },
    ],
  });
  const as = (token: string): Partial<ApiRequest> => ({
    headers: { authorization: `Bearer ${token}` },
  });

  expect(send(cluster, "GET", "/apis/nope/v1/x").status).toBe(401);
  expect(bodyOf(send(cluster, "GET", "/apis/nope/v1/things", as("alice")))).toMatchObject({
    code: 403,
    message:
      'things.nope is forbidden: User "alice" cannot list resource "things" in API group "nope" at the cluster scope',
  });
  expect(send(cluster, "GET", "/api/v1/pods", as("root")).status).toBe(200);
});

test("stored roles and bindings grant, in their namespace and no further", () => {
  const { cluster } = lab({ tokens: [{ token: "alice", name: "alice", groups: [] }] });
  cluster.apply([
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: { name: "reader", namespace: "default" },
      rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list"] }],
    } as object,
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "alice", namespace: "default" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" },
      subjects: [{ kind: "User", name: "alice" }],
    } as object,
  ]);
  const headers = { authorization: "Bearer alice" };

  expect(send(cluster, "GET", "/api/v1/namespaces/default/configmaps", { headers }).status).toBe(
    200,
  );
  expect(
    send(cluster, "GET", "/api/v1/namespaces/kube-system/configmaps", { headers }).status,
  ).toBe(403);
  expect(send(cluster, "POST", "/api/v1/namespaces/default/configmaps", { headers }).status).toBe(
    403,
  );
});

test("a master may act as somebody else, others may not", () => {
  const { cluster } = lab({
    tokens: [
      { token: "root", name: "root", groups: ["system:masters"] },
      { token: "alice", name: "alice", groups: [] },
    ],
  });
  const as = (token: string): Partial<ApiRequest> => ({
    headers: { authorization: `Bearer ${token}`, "impersonate-user": "bob" },
  });

  expect(bodyOf(send(cluster, "GET", "/api/v1/pods", as("root"))).message).toMatch(
    /User "bob" cannot list/,
  );
  expect(bodyOf(send(cluster, "GET", "/api/v1/pods", as("alice"))).message).toMatch(
    /User "alice" cannot impersonate/,
  );
});

test("YAML is understood and asked for", () => {
  const { cluster } = lab();
  const created = send(cluster, "POST", "/api/v1/namespaces/default/configmaps", {
    headers: { "content-type": "application/yaml", accept: "application/yaml" },
    body: "metadata: {name: a}\ndata: {x: '1'}\n",
  });

  expect(created).toMatchObject({ status: 201, headers: { "content-type": "application/yaml" } });
});

test("a Table is one row an object, with or without the object beside it", () => {
  const { cluster } = lab();
  cluster.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}");
  const accept = "application/json;as=Table;g=meta.k8s.io;v=v1,application/json";
  const table = (target: string): { rows: { cells: unknown[]; object: unknown }[] } =>
    bodyOf(send(cluster, "GET", target, { headers: { accept } }));

  expect(table("/api/v1/namespaces/default/configmaps").rows).toMatchObject([
    { cells: ["a", 0, "0s"], object: { kind: "PartialObjectMetadata" } },
  ]);
  expect(
    table("/api/v1/namespaces/default/configmaps?includeObject=None").rows[0]?.object,
  ).toBeNull();
});

test("a request that is given up is answered no more and leaves no watch behind", () => {
  const { simulation, cluster } = lab();
  cluster.faults.add({ do: { latency: 100 } });
  let answers = 0;
  const cancel = cluster.apiserver.handle(requestOf("GET", "/api/v1/pods?watch=1"), () => {
    answers += 1;
  });

  cancel();
  simulation.advanceBy(1000);

  expect(answers).toBe(0);
  expect([...cluster.apiserver.hub.watchers()]).toEqual([]);
  expect(cluster.requests.inFlight).toBe(0);
});

const pathPart = fc.oneof(
  fc.constantFrom(
    "api",
    "apis",
    "v1",
    "apps",
    "namespaces",
    "default",
    "pods",
    "configmaps",
    "nodes",
    "a",
    "status",
    "scale",
    "watch",
    "",
    "%2e%2e",
    "%zz",
    "..",
    "healthz",
  ),
  fc.string({ maxLength: 8 }),
);
const anyRequest: fc.Arbitrary<ApiRequest> = fc.record({
  method: fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW", ""),
  path: fc.array(pathPart, { maxLength: 8 }).map((parts) => `/${parts.join("/")}`),
  query: fc.array(
    fc.tuple(
      fc.constantFrom(
        "watch",
        "limit",
        "continue",
        "resourceVersion",
        "resourceVersionMatch",
        "labelSelector",
        "fieldSelector",
        "timeoutSeconds",
        "sendInitialEvents",
        "dryRun",
        "fieldManager",
        "force",
        "includeObject",
        "propagationPolicy",
        "gracePeriodSeconds",
        "pretty",
      ),
      fc.oneof(
        fc.constantFrom(
          "",
          "0",
          "1",
          "-1",
          "true",
          "abc",
          "99999999999999999999",
          "a=b",
          "a in (",
          "Exact",
          "NotOlderThan",
        ),
        fc.string({ maxLength: 6 }),
      ),
    ),
    { maxLength: 4 },
  ),
  headers: fc.record(
    {
      accept: fc.oneof(
        fc.constantFrom("*/*", "application/json;as=Table;g=meta.k8s.io;v=v1", "application/yaml"),
        fc.string({ maxLength: 10 }),
      ),
      "content-type": fc.constantFrom(
        "application/json",
        "application/yaml",
        "application/merge-patch+json",
        "application/json-patch+json",
        "application/strategic-merge-patch+json",
        "application/apply-patch+yaml",
        "application/vnd.kubernetes.protobuf",
        "text/plain",
        ";;",
      ),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Record<string, string>>,
  body: fc.oneof(
    fc.json(),
    fc.string(),
    fc.uint8Array({ maxLength: 20 }),
    fc.constantFrom(
      '{"metadata":{"name":"a"}}',
      '{"apiVersion":"v1","kind":"Pod"}',
      "[]",
      "null",
      '{"metadata":null}',
      '{"metadata":{"name":5}}',
      '{"spec":[]}',
      "[{}]",
    ),
  ),
  client: fc.constantFrom("", "kubectl/v1", "a\u0000b"),
});

test("property: whatever is sent, it is answered, and the server makes no mistake of its own", () => {
  const { simulation, cluster } = lab();
  cluster.apply(
    "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: c, image: i}]}}",
  );

  fc.assert(
    fc.property(anyRequest, (request) => {
      const answers: ApiResponse[] = [];
      cluster.apiserver.handle(request, (response) => answers.push(response));
      simulation.advanceBy(5_000);
      expect(answers).toHaveLength(1);
      const [answer] = answers;
      if (answer?.body.kind === "watch")
        answer.body.stream.start({ frame: (frame) => frame.encode(), end: () => undefined })();
      expect(cluster.apiserver.internalErrors).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});

test("a body is read with its media type, and a broken one is the client's fault", () => {
  const { cluster } = lab();
  const post = (body: string, headers: Record<string, string> = json): number =>
    send(cluster, "POST", "/api/v1/namespaces/default/configmaps", { body, headers }).status;

  expect(post('{"metadata":{"name":"a"}}')).toBe(201);
  expect(post('{"metadata":{"name":"a"}}')).toBe(409);
  expect(post('{"metadata":')).toBe(400);
  expect(post("{}", { "content-type": "text/plain" })).toBe(415);
  expect(post("{}", { "content-type": "application/json;a=b;a=c" })).toBe(415);
});

// As a real kube-apiserver 1.35.4 answers.
test.each([
  ["GET", "/api/v1/bindings", 404],
  ["POST", "/api/v1/bindings", 404],
  ["POST", "/apis/authorization.k8s.io/v1/localsubjectaccessreviews", 404],
  ["GET", "/api/v1/watch/componentstatuses", 404],
  ["GET", "/api/v1/watch/namespaces/default/bindings", 404],
  ["POST", "/apis/authorization.k8s.io/v1/watch/subjectaccessreviews", 404],
  ["GET", "/api/v1/namespaces/default/bindings", 405],
  ["POST", "/api/v1/pods", 405],
])("%s %s: %d, as there is no such path or no such method", (method, path, status) => {
  const { cluster } = lab();
  expect(send(cluster, method, path, { headers: json, body: "{}" })).toMatchObject({ status });
});

test("a service account's token is good for its grants and no more", () => {
  const { cluster } = lab({
    tokens: [{ token: "root", name: "root", groups: ["system:masters"] }],
  });
  cluster.apply("{apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}}");
  const issued = bodyOf<{ status: { token: string } }>(
    send(cluster, "POST", "/api/v1/namespaces/default/serviceaccounts/robot/token", {
      headers: { ...json, authorization: "Bearer root" },
      body: '{"spec":{"expirationSeconds":600}}',
    }),
  );
  const headers = { authorization: `Bearer ${issued.status.token}` };

  expect(bodyOf(send(cluster, "GET", "/api/v1/pods", { headers })).message).toMatch(
    /User "system:serviceaccount:default:robot" cannot list/,
  );
});

// As of v1.35.4.
test.each([
  ["GET", "/api/v1/namespaces//configmaps", { kind: "ConfigMapList" }],
  ["GET", "/api/v1/namespaces//configmaps/a", { message: "Namespace parameter required." }],
  ["DELETE", "/api/v1/namespaces//configmaps", { message: "Namespace parameter required." }],
  ["GET", "/api/v1/nodes//", { kind: "NodeList" }],
  ["GET", "/api/v1//nodes", { message: "the server could not find the requested resource" }],
  ["GET", "/apis/apps//v1", { message: "the server could not find the requested resource" }],
  ["GET", "/version//", { major: "1" }],
])("%s %s has slashes that mean nothing, or no namespace", (method, path, answer) => {
  const { cluster } = lab();
  cluster.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}");

  expect(bodyOf(send(cluster, method, path))).toMatchObject(answer);
});

test("an object that is sent into no namespace misses one", () => {
  const { cluster } = lab();

  expect(
    bodyOf(
      send(cluster, "POST", "/api/v1/namespaces//configmaps", {
        headers: json,
        body: '{"metadata":{"name":"a"}}',
      }),
    ),
  ).toMatchObject({ message: 'ConfigMap "a" is invalid: metadata.namespace: Required value' });
});
