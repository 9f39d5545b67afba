/** A request as it is put on the wire. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const json = "application/json";
const protobuf = "application/vnd.kubernetes.protobuf";
const meta = "g=meta.k8s.io;v=v1";

const accepted = [
  json,
  "application/yaml",
  protobuf,
  `${json};as=Table;${meta}`,
  `${json};as=PartialObjectMetadataList;${meta}`,
  `${protobuf};as=PartialObjectMetadata;${meta}`,
  "text/plain",
  "*/*",
];

const collections = [
  "/api/v1/namespaces",
  "/api/v1/configmaps",
  "/api/v1/namespaces/default/services",
  "/api/v1/secrets",
  "/apis/rbac.authorization.k8s.io/v1/clusterroles",
  "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas",
  "/apis/apiregistration.k8s.io/v1/apiservices",
  "/apis/apps/v1/deployments",
];

const queries = [
  "",
  "limit=2",
  "labelSelector=a%3Db",
  "labelSelector=%2C%2C",
  "fieldSelector=spec.none%3D1",
  "resourceVersion=0",
  "resourceVersion=999999999999",
  "resourceVersion=x",
  "watch=1&timeoutSeconds=1&resourceVersion=0",
  "watch=1&timeoutSeconds=1&resourceVersion=1",
];

const objects = [
  "/api/v1/namespaces/default",
  "/api/v1/namespaces/default/services/kubernetes",
  "/api/v1/namespaces/none",
  "/apis/none.example.com/v1/things/x",
];

const aggregated = `${json};g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList`;
const paths = [
  "/api",
  "/apis",
  "/api/v1",
  "/apis/apps/v1",
  "/version",
  "/healthz",
  "/readyz?verbose",
  "/nowhere",
  "/",
];
const documents = ["/openapi/v2", "/openapi/v3", "/openapi/v3/api/v1"];

const namespace = (name: string): string =>
  JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name } });

const dry = "dryRun=All&fieldManager=wire";
const merge = '{"metadata":{"labels":{"wire":"1"}}}';

/** Writes that change nothing, and such as are refused. */
const writes: readonly WireRequest[] = [
  write("POST", `/api/v1/namespaces?${dry}`, json, namespace("Wrong")),
  write("POST", `/api/v1/namespaces?${dry}`, json, namespace("default")),
  write("POST", `/api/v1/namespaces?${dry}`, json, "{"),
  write("POST", `/api/v1/namespaces?${dry}`, "text/plain", namespace("x")),
  write("PUT", `/api/v1/namespaces/none?${dry}`, json, namespace("none")),
  write("PUT", `/api/v1/namespaces/default?${dry}`, json, namespace("other")),
  write("PATCH", `/api/v1/namespaces/none?${dry}`, "application/merge-patch+json", merge),
  write("PATCH", "/api/v1/namespaces/default?dryRun=All", "application/merge-patch+json", "{}"),
  write(
    "PATCH",
    "/api/v1/namespaces/default?dryRun=All",
    "application/strategic-merge-patch+json",
    "{}",
  ),
  write("PATCH", "/api/v1/namespaces/default?dryRun=All", "application/json-patch+json", "[]"),
  write(
    "PATCH",
    "/api/v1/namespaces/default?dryRun=All",
    "application/json-patch+json",
    '[{"op":"test","path":"/none","value":1}]',
  ),
  write("PATCH", `/api/v1/namespaces/none?${dry}`, "application/apply-patch+yaml", "kind: Pod"),
  write("DELETE", `/api/v1/namespaces/none?${dry}`, json, "{}"),
  write("DELETE", `/api/v1/namespaces/none?${dry}`, json, ""),
];

function write(method: string, path: string, type: string, body: string): WireRequest {
  const length = String(Buffer.byteLength(body));
  return { method, path, headers: { "content-type": type, "content-length": length }, body };
}

function read(path: string, headers: WireRequest["headers"], method = "GET"): WireRequest {
  return { method, path, headers };
}

/** Requests of all kinds in all forms; none of them changes anything. */
export function wireRequests(): readonly WireRequest[] {
  const lists = collections.flatMap((path) =>
    queries.flatMap((query) =>
      accepted.map((accept) => read(query === "" ? path : `${path}?${query}`, { accept })),
    ),
  );
  const gets = [...objects, ...paths].flatMap((path) =>
    [...accepted, aggregated].map((accept) => read(path, { accept })),
  );
  const zipped = [...collections, ...documents].map((path) =>
    read(path, { "accept-encoding": "gzip" }),
  );
  const others = ["HEAD", "OPTIONS", "PUT"].flatMap((method) =>
    [...objects, "/version"].map((path) => read(path, {}, method)),
  );
  return [...lists, ...gets, ...zipped, ...others, ...writes];
}
