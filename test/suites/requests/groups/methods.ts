import {
  bare,
  configMaps,
  namespace,
  type RawRequest,
  type RequestGroup,
  send,
} from "../request.ts";

const root = "/api/v1/namespaces/rq-methods";
const methods = ["PUT", "PATCH", "DELETE", "POST", "HEAD", "OPTIONS", "TRACE", "FOO", "PROPFIND"];
const writes = new Set(["PUT", "PATCH", "POST"]);
const paths = [
  "/",
  "/api",
  "/apis",
  "/api/v1",
  "/apis/apps",
  "/apis/apps/v1",
  "/apis/none.example.com",
  "/apis/none.example.com/v1",
  "/apis/none.example.com/v1/things",
  "/apis/policy/v1beta1/poddisruptionbudgets",
  "/apis/apps/v1beta1/deployments",
  "/version",
  "/openapi/v2",
  "/openapi/v3",
  "/openapi/v3/api/v1",
  "/healthz",
  "/livez",
  "/readyz",
  "/healthz/etcd",
  "/readyz/none",
  "/.well-known/openid-configuration",
  "/openid/v1/jwks",
  "/nope",
  "/api/v1/configmaps",
  "/api/v1/nodes",
  "/api/v1/nodes/none",
  "/api/v1/componentstatuses",
  `${root}/configmaps`,
  `${root}/configmaps/c1`,
  `${root}/configmaps/c1/status`,
  `${root}/pods/x/log`,
  `${root}/pods/x/status`,
  `${root}/pods/x/bogus`,
  `${root}/bindings`,
  `${root}/serviceaccounts/x/token`,
  "/apis/apps/v1/namespaces/rq-methods/deployments/x/scale",
  "/apis/authorization.k8s.io/v1/subjectaccessreviews",
  "/apis/authorization.k8s.io/v1/subjectaccessreviews/x",
  "/api/v1/namespaces/rq-methods/finalize",
  "/api/v1/watch/namespaces/rq-methods/configmaps",
];
/** Deletes for good. */
const spared = new Set([`${root}/configmaps`, `${root}/configmaps/c1`, "/api/v1/nodes"]);

function requestOf(method: string, path: string): readonly RawRequest[] {
  if (method === "DELETE" && spared.has(path)) return [];
  if ((method === "HEAD" || method === "OPTIONS") && path.includes("/watch/")) return [];
  return writes.has(method) ? [send(method, path, "{}")] : [bare(method, path)];
}

/** Every method on every kind of path, also such as nobody knows. */
export const methodGroup: RequestGroup = {
  name: "methods",
  first: [namespace("rq-methods"), ...configMaps(root, 2)],
  requests: methods.flatMap((method) => paths.flatMap((path) => requestOf(method, path))),
};
