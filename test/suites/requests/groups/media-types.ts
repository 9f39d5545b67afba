import {
  configMap,
  configMaps,
  get,
  namespace,
  patchTypes,
  type RequestGroup,
  send,
} from "../request.ts";

const root = "/api/v1/namespaces/rq-media";
const json = "application/json";
const protobuf = "application/vnd.kubernetes.protobuf";
const as = (kind: string, version = "v1", group = "meta.k8s.io"): string =>
  `${json};as=${kind};v=${version};g=${group}`;

const accepted = [
  "",
  "*/*;q=0.1",
  "text/html",
  "text/plain",
  "application/xml",
  "application/yaml",
  "application/cbor",
  "application/json;stream=watch",
  "application/*",
  "application/json;pretty=1",
  "application/json;q=0,application/yaml",
  `application/xml,${json}`,
  as("Table"),
  as("Table", "v1beta1"),
  as("Table", "v2"),
  as("PartialObjectMetadata"),
  as("PartialObjectMetadata", "v1beta1"),
  as("PartialObjectMetadataList"),
  as("PartialObjectMetadataList", "v1beta1"),
  as("Nope"),
  as("Table", "v1", "none"),
  `${json};as=Table`,
  `${as("Table")},${json}`,
  `${as("Nope")},${json}`,
  `${protobuf};as=Table;v=v1;g=meta.k8s.io`,
];
const aggregated = (version: string): string =>
  `${json};g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
const read = [
  `${root}/configmaps/c1`,
  `${root}/configmaps/none`,
  `${root}/configmaps?limit=1`,
  "/apis/rbac.authorization.k8s.io/v1/clusterroles/view",
  "/api/v1/namespaces/default",
  "/api/v1/services",
  "/version",
  "/api",
  "/api/v1",
  "/apis/apps",
  "/none",
];
const contentTypes = [
  "",
  "text/plain",
  "application/xml",
  "application/cbor",
  "application/json; charset=utf-8",
  "application/JSON",
  "application/yaml",
  "application/json;a",
  "garbage",
  "multipart/form-data",
  protobuf,
];

/** What is asked for and what is sent, in forms that there are and that there are not. */
export const mediaTypeGroup: RequestGroup = {
  name: "media types",
  first: [namespace("rq-media"), ...configMaps(root, 3)],
  requests: [
    ...accepted.flatMap((accept) => read.map((path) => get(path, { accept }))),
    ...["v2", "v2beta1", "v1"].flatMap((version) =>
      ["/api", "/apis", "/api/v1", "/apis/apps"].map((path) =>
        get(path, { accept: aggregated(version) }),
      ),
    ),
    get("/api", { accept: `${aggregated("v2")},${json}` }),
    get("/apis", { accept: `${aggregated("v3")},${json}` }),
    ...contentTypes.flatMap((type) => [
      send("POST", `${root}/configmaps?dryRun=All`, configMap("t1"), type),
      send("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {}, type),
      send("PATCH", `${root}/configmaps/c1?dryRun=All`, { data: { x: "y" } }, type),
      send("PUT", `${root}/configmaps/c1?dryRun=All`, configMap("c1"), type),
      send(
        "DELETE",
        `${root}/configmaps/c2?dryRun=All`,
        { kind: "DeleteOptions", apiVersion: "v1" },
        type,
      ),
    ]),
    ...[
      as("Table"),
      as("PartialObjectMetadata"),
      as("PartialObjectMetadataList"),
      "text/html",
    ].flatMap((accept) => [
      withAccept("POST", `${root}/configmaps?dryRun=All`, configMap("t2"), accept),
      withAccept("PUT", `${root}/configmaps/c1?dryRun=All`, configMap("c1"), accept),
      withAccept("PATCH", `${root}/configmaps/c1?dryRun=All`, {}, accept, patchTypes.merge),
      withAccept("DELETE", `${root}/configmaps/c1?dryRun=All`, {}, accept),
      withAccept("DELETE", `${root}/configmaps?dryRun=All`, {}, accept),
    ]),
  ],
};

function withAccept(
  method: string,
  path: string,
  body: object,
  accept: string,
  type = json,
): ReturnType<typeof send> {
  const request = send(method, path, body, type);
  return { ...request, headers: { ...request.headers, accept } };
}
