import {
  configMap,
  configMaps,
  get,
  namespace,
  patchTypes,
  type RawRequest,
  type RequestGroup,
  send,
} from "../request.ts";

const root = "/api/v1/namespaces/rq-headers";
const json = "application/json";
const protobuf = "application/vnd.kubernetes.protobuf";
const as = (kind: string, more = ";v=v1;g=meta.k8s.io"): string => `${json};as=${kind}${more}`;
const accepts = [
  ...["*", "*/*;q=0.1", "application/*;q=0.5, text/html", "text/*", `${json};q=0`, `${json};q=x`],
  ...[`${json};q=0.1,application/yaml`, `application/yaml;q=0.2,${protobuf};q=0.1`, ",", ";", " "],
  ...[`${json},`, `,${json}`, `${json};charset=utf-8`, `${json}; version=2`, "APPLICATION/JSON"],
  ...["application/json-seq", "application/cbor", "application/cbor,application/json"],
  ...["application/cbor-seq", `${protobuf};as=Table;v=v1;g=meta.k8s.io`, `${protobuf};q=1;a=b`],
  ...[`${protobuf};type=x`, `${json};stream=watch`, `${protobuf};stream=watch`, `${json};as=`],
  ...[as("Table", ""), as("Table", ";v=v1"), as("Table", ";g=meta.k8s.io"), as("Table", ";v=v2")],
  ...[as("table"), as("Table", ";v=v1;g=x"), as("Pod"), `${as("Table")},${json}`],
  ...[`${json};as="Table";v="v1";g="meta.k8s.io"`, `${as("PartialObjectMetadata")},${json}`],
  ...[`${as("Nope")},${as("Table")}`, `text/html,${as("Table")}`, `${as("Table")};q=0.1`],
  ...[`${json};profile=nominal`, `${json};as=APIGroupDiscoveryList;v=v2;g=apidiscovery.k8s.io`],
];
const targets = [
  `${root}/configmaps`,
  `${root}/configmaps/c1`,
  `${root}/configmaps/none`,
  "/apis/apps/v1",
  "/version",
  "/healthz",
];
const encodings = ["gzip", "gzip;q=0", "br", "deflate", "identity", "*", "", "x", "gzip, br"];
const identities: readonly Readonly<Record<string, string>>[] = [
  { "impersonate-user": "" },
  { "impersonate-user": "jane", "impersonate-group": "" },
  { "impersonate-user": "jane", "impersonate-group": "a,b" },
  { "impersonate-user": "jane", "impersonate-extra-scopes": "a" },
  { "impersonate-user": "jane", "impersonate-extra-": "a" },
  { "impersonate-user": "jane", "impersonate-extra-a%zz": "a" },
  { "impersonate-user": "jane", "impersonate-uid": "" },
  { "impersonate-extra-a": "b" },
  { "impersonate-user": "system:node:one" },
  { "impersonate-user": "system:node:one", "impersonate-group": "system:nodes" },
  { "impersonate-user": "system:serviceaccount:a:b" },
  { "impersonate-user": "system:serviceaccount:a" },
  { "impersonate-user": "system:serviceaccount:A:b" },
  { "impersonate-user": "system:admin" },
  { "impersonate-user": "system:kube-scheduler" },
  { "impersonate-user": "jane doe" },
  { "impersonate-user": "é" },
  { "impersonate-bogus": "x", "impersonate-user": "jane" },
  { "impersonate-bogus": "x" },
  { authorization: "bearer oracle" },
  { authorization: "Bearer  oracle" },
  { authorization: "Bearer oracle " },
  { authorization: "Bearer oracle x" },
  { authorization: "Bearer a.b.c" },
  { authorization: "Bearer eyJhbGciOiJub25lIn0.e30." },
  { authorization: "Negotiate x" },
  { authorization: "Basic b3JhY2xlOm9yYWNsZQ==" },
  { authorization: "Bearer alice", "impersonate-user": "alice" },
  { authorization: "Bearer alice", "impersonate-group": "dev" },
];
const others: readonly Readonly<Record<string, string>>[] = [
  { "if-none-match": "*" },
  { "if-match": "x" },
  { "if-modified-since": "Sat, 01 Jan 2022 00:00:00 GMT" },
  { range: "bytes=0-9" },
  { origin: "https://a.example.com" },
  { "x-http-method-override": "DELETE" },
  { "user-agent": "" },
  { "user-agent": "a/b c/d" },
  { "user-agent": "x".repeat(300) },
  { "accept-language": "de" },
  { "audit-id": "my-own-id" },
  { "x-forwarded-for": "1.2.3.4" },
  { connection: "close" },
  { "content-encoding": "gzip" },
];
const selfReview = (headers: Readonly<Record<string, string>>): RawRequest => {
  const request = send("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {});
  return { ...request, headers: { ...request.headers, ...headers } };
};
const made = (headers: Readonly<Record<string, string>>): RawRequest => {
  const request = send("POST", `${root}/configmaps?dryRun=All`, configMap("made"));
  return { ...request, headers: { ...request.headers, ...headers } };
};
const patched = (type: string): RawRequest =>
  send("PATCH", `${root}/configmaps/c1?dryRun=All&fieldManager=m`, { data: {} }, type);

/** Headers of all sorts. */
export const headerGroup: RequestGroup = {
  name: "headers",
  first: [namespace("rq-headers"), ...configMaps(root, 2)],
  requests: [
    ...accepts.flatMap((accept) => targets.map((path) => get(path, { accept }))),
    ...encodings.flatMap((encoding) => [
      get(`${root}/configmaps/c1`, { "accept-encoding": encoding }),
      get("/apis/apps/v1", { "accept-encoding": encoding }),
    ]),
    ...identities.flatMap((headers) => [
      selfReview(headers),
      get(`${root}/configmaps`, headers),
      get("/version", headers),
    ]),
    ...others.flatMap((headers) => [
      get(`${root}/configmaps/c1`, headers),
      get("/openapi/v3", headers),
      made(headers),
    ]),
    ...[
      ...[
        `${patchTypes.merge}; charset=utf-8`,
        patchTypes.merge.toUpperCase(),
        "application/merge-patch",
      ],
      ...["application/apply-patch+json", "application/apply-patch+cbor", "application/patch+json"],
      ...["application/strategic-merge-patch+yaml", "*/*", `${patchTypes.json};q=1`, ";"],
    ].map(patched),
  ],
};
