import { bare, get, namespace, type RawRequest, type RequestGroup, send } from "../request.ts";

const root = "/api/v1/namespaces/rq-rights";
const tokens = `${root}/serviceaccounts/app/token`;
const reviews = "/apis/authorization.k8s.io/v1";
const identities: readonly Readonly<Record<string, string>>[] = [
  { "impersonate-user": "bob" },
  { "impersonate-group": "g" },
  { "impersonate-user": "bob", "impersonate-group": "system:masters" },
  { "impersonate-user": "bob", "impersonate-group": "system:authenticated" },
  { authorization: "Bearer bad" },
  { authorization: "" },
  { authorization: "Basic abc" },
  { authorization: "Bearer" },
  { "impersonate-user": "system:serviceaccount:rq-rights:app" },
  { "impersonate-user": "system:anonymous" },
  { "impersonate-user": "b", "impersonate-extra-a%2fb": "c" },
  { "impersonate-uid": "1" },
  { "impersonate-user": "b", "impersonate-uid": "1" },
  { authorization: "Bearer alice" },
  { authorization: "Bearer alice", "impersonate-user": "bob" },
];
const asked: readonly RawRequest[] = [
  get(`${root}/secrets`),
  get("/apis"),
  get("/healthz"),
  get("/metrics/slis"),
  bare("FOO", `${root}/secrets`),
  send("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {}),
  send("POST", `${reviews}/selfsubjectaccessreviews`, {
    spec: { resourceAttributes: { verb: "get", resource: "pods" } },
  }),
  send("POST", `${reviews}/selfsubjectrulesreviews`, { spec: { namespace: "default" } }),
];
const accessSpecs: readonly object[] = [
  {},
  { user: "x" },
  { user: "x", resourceAttributes: {}, nonResourceAttributes: {} },
  { resourceAttributes: { verb: "get", resource: "pods" } },
  { user: "x", nonResourceAttributes: { path: "/healthz", verb: "get" } },
  {
    user: "x",
    groups: ["system:masters"],
    resourceAttributes: { verb: "*", resource: "*", group: "*" },
  },
  {
    user: "system:kube-scheduler",
    resourceAttributes: { verb: "create", resource: "pods", subresource: "binding" },
  },
  {
    user: "x",
    resourceAttributes: {
      fieldSelector: {
        rawSelector: "a=b",
        requirements: [{ key: "a", operator: "In", values: ["b"] }],
      },
    },
  },
  {
    user: "x",
    resourceAttributes: { labelSelector: { requirements: [{ key: "a", operator: "Bogus" }] } },
  },
];
const tokenRequests: readonly (string | object)[] = [
  { spec: { expirationSeconds: 10 } },
  { spec: { expirationSeconds: 4294967297 } },
  { spec: { audiences: [""] } },
  { spec: { boundObjectRef: { kind: "Pod", apiVersion: "v1", name: "none" } } },
  { spec: { boundObjectRef: { kind: "ConfigMap", apiVersion: "v1", name: "none" } } },
  { spec: { boundObjectRef: { kind: "Secret", apiVersion: "v2", name: "none" } } },
  { metadata: { name: "other" }, spec: {} },
  { metadata: { namespace: "other" }, spec: {} },
  { kind: "Pod", apiVersion: "v1" },
  "",
  "{",
];

/** Who asks, what he may, and tokens. */
export const rightsGroup: RequestGroup = {
  name: "rights",
  first: [
    namespace("rq-rights"),
    send("POST", `${root}/serviceaccounts`, { metadata: { name: "app" } }),
  ],
  requests: [
    ...identities.flatMap((headers) =>
      asked.map((request) => ({ ...request, headers: { ...request.headers, ...headers } })),
    ),
    ...accessSpecs.flatMap((spec) => [
      send("POST", `${reviews}/subjectaccessreviews`, { spec }),
      send("POST", `${reviews}/selfsubjectaccessreviews`, { spec }),
      send("POST", `${reviews}/namespaces/rq-rights/localsubjectaccessreviews`, { spec }),
    ]),
    send("POST", `${reviews}/namespaces/rq-rights/localsubjectaccessreviews`, {
      spec: { user: "x", resourceAttributes: { namespace: "other" } },
    }),
    send("POST", `${reviews}/selfsubjectrulesreviews`, { spec: {} }),
    ...tokenRequests.map((body) => send("POST", tokens, body)),
    send("POST", `${root}/serviceaccounts/none/token`, { spec: {} }),
    get(tokens),
    send("POST", "/apis/authentication.k8s.io/v1/tokenreviews", { spec: {} }),
    send("POST", "/apis/authentication.k8s.io/v1/tokenreviews", { spec: { token: "bad" } }),
    send("POST", "/apis/authentication.k8s.io/v1/tokenreviews", { spec: { token: "oracle" } }),
    send("POST", "/apis/authentication.k8s.io/v1/tokenreviews", {
      spec: { token: "oracle", audiences: ["none"] },
    }),
    send("POST", `${root}/secrets`, {
      metadata: { name: "t", annotations: { "kubernetes.io/service-account.name": "app" } },
      type: "kubernetes.io/service-account-token",
    }),
    send("POST", `${root}/secrets`, {
      metadata: { name: "u" },
      type: "kubernetes.io/service-account-token",
    }),
  ],
};
