import {
  bare,
  configMap,
  get,
  namespace,
  patchTypes,
  type RequestGroup,
  send,
} from "../request.ts";

const namespaces = "/api/v1/namespaces";
const path = `${namespaces}/rq-ending`;

/** The end of a namespace, step by step. */
export const namespaceGroup: RequestGroup = {
  name: "namespaces",
  first: [namespace("rq-ending")],
  requests: [
    send("POST", namespaces, {}),
    send("POST", namespaces, { metadata: { name: "Wrong" } }),
    send("POST", namespaces, { metadata: { name: "rq-ending" } }),
    send("POST", namespaces, { metadata: { name: "x.y" } }),
    send("POST", namespaces, {
      metadata: { name: "rq-other", labels: { "kubernetes.io/metadata.name": "z" } },
      spec: { finalizers: ["bogus"] },
    }),
    send(
      "PATCH",
      path,
      { metadata: { labels: { "kubernetes.io/metadata.name": "z" } } },
      patchTypes.merge,
    ),
    send("PATCH", path, { spec: { finalizers: [] } }, patchTypes.merge),
    send("PATCH", `${path}/status`, { status: { phase: "Terminating" } }, patchTypes.merge),
    send("PUT", `${path}/finalize`, { metadata: { name: "other" } }),
    send("POST", `${path}/finalize`, { metadata: { name: "rq-ending" } }),
    get(`${path}/finalize`),
    send("POST", `${path}/configmaps`, configMap("kept")),
    bare("DELETE", `${path}?dryRun=All`),
    send("DELETE", path, { preconditions: { uid: "x" } }),
    bare("DELETE", path),
    get(path),
    get(`${path}/configmaps`),
    send("POST", `${path}/configmaps`, configMap("late")),
    send("PUT", `${path}/configmaps/kept`, configMap("kept", { labels: { a: "b" } })),
    send("PUT", `${path}/finalize`, {
      metadata: { name: "rq-ending" },
      spec: { finalizers: ["x/y"] },
    }),
    bare("DELETE", path),
    send("PUT", `${path}/finalize`, { metadata: { name: "rq-ending" }, spec: {} }),
    get(path),
    send("POST", `${path}/configmaps`, configMap("late")),
    get(`${path}/configmaps/kept`),
  ],
};
