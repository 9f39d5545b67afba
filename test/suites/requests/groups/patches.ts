import {
  bare,
  configMaps,
  get,
  namespace,
  patchTypes,
  type RequestGroup,
  send,
  withQuery,
} from "../request.ts";

const root = "/api/v1/namespaces/rq-patches";
const map = `${root}/configmaps/c0`;
const deployments = "/apis/apps/v1/namespaces/rq-patches/deployments";
const deployment = (replicas: number, image: string): object => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: {
    replicas,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: { containers: [{ name: "c", image, ports: [{ containerPort: 80 }] }] },
    },
  },
});

const wrongShapes = [
  "",
  "{",
  "null",
  "1",
  '"x"',
  "[]",
  "{}",
  "[{}]",
  '[{"op":"x"}]',
  "[null]",
  "[1]",
];
const jsonPatches: readonly object[] = [
  [{ op: "test", path: "/data/a", value: "z" }],
  [{ op: "test", path: "/data/a", value: "b" }],
  [{ op: "add", path: "/data/x" }],
  [{ op: "add", path: "data/x", value: "1" }],
  [{ op: "add", path: "/none/x", value: "1" }],
  [{ op: "add", path: "/data/x", value: 1 }],
  [{ op: "replace", path: "/data/none", value: "1" }],
  [{ op: "remove", path: "/data/none" }],
  [{ op: "remove", path: "" }],
  [{ op: "replace", path: "", value: {} }],
  [{ op: "move", from: "/data/a", path: "/data/b" }],
  [{ op: "move", path: "/data/b" }],
  [{ op: "copy", from: "/data/none", path: "/data/b" }],
  [{ op: "add", path: "/data/x", value: "1", bogus: 1 }],
  [{ path: "/data/x", value: "1" }],
  [{ op: "add", path: "/metadata/labels/a~1b", value: "1" }],
  [{ op: "add", path: "/metadata/finalizers/-", value: "x/y" }],
  [{ op: "replace", path: "/metadata/name", value: "other" }],
  [{ op: "replace", path: "/metadata/resourceVersion", value: "1" }],
];
const mergePatches: readonly object[] = [
  { data: { x: 1 } },
  { data: null },
  { data: { a: null, x: "1" } },
  { bogus: 1 },
  { metadata: { name: "other" } },
  { metadata: { uid: "u" } },
  { metadata: { resourceVersion: "1" } },
  { metadata: { labels: { a: "b c" } } },
  { metadata: { finalizers: "x" } },
  { metadata: null },
  { kind: "Secret" },
  { apiVersion: "v2" },
  { $patch: "replace", data: { z: "1" } },
];
const strategicPatches: readonly object[] = [
  { spec: { template: { spec: { containers: [{ image: "x" }] } } } },
  { spec: { template: { spec: { containers: [{ name: "c", image: "x" }] } } } },
  { spec: { template: { spec: { containers: [{ name: "d", image: "y" }] } } } },
  { spec: { template: { spec: { containers: [{ name: "c", $patch: "delete" }] } } } },
  {
    spec: {
      template: { spec: { containers: [{ $patch: "replace" }, { name: "z", image: "z" }] } },
    },
  },
  { spec: { template: { spec: { $setElementOrder: 1 } } } },
  {
    spec: {
      template: {
        spec: {
          "$setElementOrder/containers": [{ name: "x" }],
          containers: [{ name: "c", image: "y" }],
        },
      },
    },
  },
  { spec: { template: { spec: { "$deleteFromPrimitiveList/x": ["a"] } } } },
  { spec: { template: { spec: { $retainKeys: ["x"] } } } },
  { spec: { template: { spec: { containers: { name: "c" } } } } },
  { spec: { template: { spec: { containers: "c" } } } },
  { spec: { template: { spec: { containers: [1] } } } },
  { spec: { replicas: "x" } },
  { spec: { replicas: null } },
  { spec: { bogus: 1 } },
  { $patch: "bogus" },
  { spec: { $patch: "delete" } },
  { spec: { selector: { matchLabels: { app: "other" } } } },
];
const applied = (data: object, metadata: object = {}): object => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "applied", ...metadata },
  data,
});
const apply = (query: string, body: string | object, path = `${root}/configmaps/applied`) =>
  send("PATCH", withQuery(path, query), body, patchTypes.apply);

/** Patches of each type with shapes that fit and that do not, and applies that meet each other. */
export const patchGroup: RequestGroup = {
  name: "patches",
  first: [
    namespace("rq-patches"),
    ...configMaps(root, 1),
    send("POST", deployments, deployment(1, "nginx")),
  ],
  requests: [
    ...Object.values(patchTypes).flatMap((type) =>
      wrongShapes.map((body) =>
        send("PATCH", withQuery(map, "dryRun=All&fieldManager=m"), body, type),
      ),
    ),
    ...jsonPatches.map((body) =>
      send("PATCH", withQuery(map, "dryRun=All"), body, patchTypes.json),
    ),
    ...jsonPatches
      .slice(12, 15)
      .map((body) =>
        send("PATCH", withQuery(map, "dryRun=All&fieldValidation=Strict"), body, patchTypes.json),
      ),
    ...mergePatches.map((body) =>
      send("PATCH", withQuery(map, "dryRun=All"), body, patchTypes.merge),
    ),
    ...mergePatches.map((body) =>
      send(
        "PATCH",
        withQuery(map, "dryRun=All&fieldValidation=Strict"),
        body,
        patchTypes.strategic,
      ),
    ),
    ...strategicPatches.map((body) =>
      send("PATCH", withQuery(`${deployments}/web`, "dryRun=All"), body, patchTypes.strategic),
    ),
    ...strategicPatches.map((body) =>
      send("PATCH", withQuery(`${deployments}/web`, "dryRun=All"), body, patchTypes.merge),
    ),
    send("PATCH", `${root}/configmaps`, {}, patchTypes.merge),
    send("PATCH", `${root}/configmaps/none`, {}, patchTypes.json),
    apply("", applied({ a: "1" })),
    apply("force=true", applied({ a: "1" })),
    apply("fieldManager=one", applied({ a: "1", b: "1" })),
    apply("fieldManager=two", applied({ a: "2" })),
    apply("fieldManager=two&force=x", applied({ a: "2" })),
    apply("fieldManager=two&force=true&dryRun=All", applied({ a: "2" })),
    apply("fieldManager=two&force=true", applied({ a: "2" })),
    apply("fieldManager=one", applied({ b: "2" })),
    apply("fieldManager=one", applied({ b: "2" }, { name: "other" })),
    apply("fieldManager=one", applied({ b: "2" }, { namespace: "other" })),
    apply("fieldManager=one", applied({ b: "2" }, { resourceVersion: "1" })),
    apply("fieldManager=one", applied({ b: "2" }, { uid: "u" })),
    apply("fieldManager=one", applied({ b: "2" }, { managedFields: [{ manager: "x" }] })),
    apply("fieldManager=one", { kind: "ConfigMap", metadata: { name: "applied" } }),
    apply("fieldManager=one", { apiVersion: "v1", kind: "Secret", metadata: { name: "applied" } }),
    apply("fieldManager=one", { apiVersion: "v1", kind: "ConfigMap", bogus: 1 }),
    apply("fieldManager=one&fieldValidation=Strict", {
      apiVersion: "v1",
      kind: "ConfigMap",
      bogus: 1,
    }),
    apply("fieldManager=one", "apiVersion: v1\nkind: ConfigMap\ndata: {a: b, a: c}\n"),
    apply("fieldManager=one", "a: b: c\n"),
    apply("fieldManager=one", applied({ a: 1 })),
    apply("fieldManager=one", applied({ x: "1" }), `${root}/configmaps/Bad_Name`),
    apply("fieldManager=one", deployment(2, "nginx"), `${deployments}/web`),
    apply("fieldManager=one&force=true", deployment(2, "nginx:2"), `${deployments}/web`),
    send("PUT", `${deployments}/web/scale`, { metadata: { name: "web" }, spec: { replicas: 4 } }),
    apply("fieldManager=one", deployment(3, "nginx:2"), `${deployments}/web`),
    apply(
      "fieldManager=sub",
      {
        apiVersion: "autoscaling/v1",
        kind: "Scale",
        metadata: { name: "web" },
        spec: { replicas: 5 },
      },
      `${deployments}/web/scale`,
    ),
    apply(
      "fieldManager=st",
      { ...deployment(1, "x"), spec: undefined, status: { replicas: 1 } },
      `${deployments}/web/status`,
    ),
    get(`${root}/configmaps/applied`),
    get(`${deployments}/web`),
    bare("DELETE", `${deployments}/web`),
  ],
};
