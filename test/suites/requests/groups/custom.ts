import {
  bare,
  get,
  namespace,
  patchTypes,
  type RequestGroup,
  send,
  withQuery,
} from "../request.ts";

const group = "requests.example.com";
const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const root = `/apis/${group}/v1/namespaces/rq-custom/gadgets`;
const json = "application/json";
const as = (kind: string, version = "v1"): string =>
  `${json};as=${kind};v=${version};g=meta.k8s.io`;
const gadget = (name: string, spec: object = { size: 1 }, metadata: object = {}): object => ({
  apiVersion: `${group}/v1`,
  kind: "Gadget",
  metadata: { name, ...metadata },
  spec,
});
const schema = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      properties: {
        size: { type: "integer", maximum: 9 },
        color: { type: "string", default: "red" },
      },
      "x-kubernetes-validations": [{ rule: "self.size != 7", message: "not seven" }],
    },
    status: { type: "object", properties: { ready: { type: "integer" } } },
  },
};
const definition = {
  metadata: { name: `gadgets.${group}` },
  spec: {
    group,
    scope: "Namespaced",
    names: {
      plural: "gadgets",
      singular: "gadget",
      kind: "Gadget",
      shortNames: ["gd"],
      categories: ["all"],
    },
    versions: ["v1", "v1beta1"].map((name) => ({
      name,
      served: true,
      storage: name === "v1",
      deprecated: name === "v1beta1",
      schema: { openAPIV3Schema: schema },
      subresources: {
        status: {},
        scale: { specReplicasPath: ".spec.size", statusReplicasPath: ".status.ready" },
      },
      additionalPrinterColumns: [{ name: "Size", type: "integer", jsonPath: ".spec.size" }],
      selectableFields: [{ jsonPath: ".spec.color" }],
    })),
  },
};
const bodies: readonly (string | object)[] = [
  "",
  "{",
  "null",
  {},
  { apiVersion: "v1", kind: "Gadget" },
  { apiVersion: `${group}/v1`, kind: "Other", metadata: { name: "x" } },
  { kind: "Gadget", metadata: { name: "x" } },
  gadget("Bad_Name"),
  gadget("x", { size: 10 }),
  gadget("x", { size: 7 }),
  gadget("x", { size: "x" }),
  gadget("x", { bogus: 1 }),
  gadget("x", { size: 1.5 }),
  gadget("x", { size: 1 }, { resourceVersion: "1" }),
  gadget("x", { size: 1 }, { labels: { a: 1 } }),
  gadget("x", { size: 1 }, { namespace: "other" }),
  gadget("x", { size: 1 }, { bogus: 1 }),
  '{"apiVersion":"requests.example.com/v1","kind":"Gadget","metadata":{"name":"x","name":"y"},"spec":{"size":1,"size":2}}',
];
const accepted = [
  as("Table"),
  as("Table", "v1beta1"),
  as("PartialObjectMetadata"),
  as("PartialObjectMetadataList"),
  as("PartialObjectMetadata", "v1beta1"),
  "application/vnd.kubernetes.protobuf",
  `application/vnd.kubernetes.protobuf,${json}`,
  "application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1",
  "application/yaml",
  "text/html",
];

/** Custom resources in the same ways. */
export const customGroup: RequestGroup = {
  name: "custom resources",
  first: [
    namespace("rq-custom"),
    send("POST", definitions, definition),
    send("PATCH", `${definitions}/gadgets.${group}/status`, {}, patchTypes.merge),
  ],
  awaited: root,
  requests: [
    send("POST", root, gadget("one")),
    ...bodies.map((body) => send("POST", withQuery(root, "dryRun=All"), body)),
    ...bodies
      .slice(10)
      .map((body) => send("POST", withQuery(root, "dryRun=All&fieldValidation=Strict"), body)),
    ...bodies.map((body) => send("PUT", withQuery(`${root}/one`, "dryRun=All"), body)),
    ...["PUT", "PATCH", "POST", "FOO", "OPTIONS", "HEAD", "TRACE"].flatMap((method) =>
      ["", "/one", "/one/status", "/one/scale", "/one/none", "/none"].map((path) =>
        bare(method, `${root}${path}`),
      ),
    ),
    ...Object.values(patchTypes).flatMap((type) =>
      [
        "[]",
        "{}",
        "null",
        '{"spec":{"size":7}}',
        '{"spec":{"bogus":1}}',
        '[{"op":"remove","path":"/spec/none"}]',
      ].map((body) =>
        send("PATCH", withQuery(`${root}/one`, "dryRun=All&fieldManager=m"), body, type),
      ),
    ),
    send(
      "PATCH",
      withQuery(`${root}/one`, "fieldManager=a"),
      gadget("one", { size: 2 }),
      patchTypes.apply,
    ),
    send(
      "PATCH",
      withQuery(`${root}/one`, "fieldManager=a&force=true"),
      gadget("one", { size: 2 }),
      patchTypes.apply,
    ),
    send(
      "PATCH",
      withQuery(`${root}/two`, "fieldManager=a"),
      gadget("two", { size: 2 }),
      patchTypes.apply,
    ),
    send("PUT", `${root}/one/status`, { ...gadget("one", { size: 5 }), status: { ready: 3 } }),
    send("PUT", `${root}/one/scale`, { metadata: { name: "one" }, spec: { replicas: 3 } }),
    send("PUT", `${root}/one/scale`, { metadata: { name: "one" }, spec: { replicas: 30 } }),
    get(`${root}/one/scale`),
    get(`${root}/one/scale`, { accept: as("Table") }),
    get(`/apis/${group}/v1beta1/namespaces/rq-custom/gadgets/one`),
    ...accepted.flatMap((accept) => [
      get(`${root}/one`, { accept }),
      get(`${root}?limit=1`, { accept }),
      get(`${root}/none`, { accept }),
      get(`${root}?watch=1&timeoutSeconds=1`, { accept }),
    ]),
    ...["metadata.name=one", "spec.color=red", "spec.size=1", "bogus"].map((selector) =>
      get(withQuery(root, `fieldSelector=${selector}`)),
    ),
    ...[
      "resourceVersion=x",
      "limit=x",
      "continue=x",
      "labelSelector=a in (",
      "sendInitialEvents=true",
    ].map((query) => get(withQuery(root, query))),
    get(`/apis/${group}`),
    get(`/apis/${group}/v1`),
    get(`/apis/${group}/v1beta1`),
    get(`/apis/${group}/v2`),
    get(`/apis/${group}/v1/none`),
    get(`/apis/${group}/v1/gadgets`),
    get(`/apis/${group}/v1/gadgets/one`),
    get("/apis", { accept: `${json};g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList` }),
    bare("DELETE", `${root}?dryRun=All`),
    bare("DELETE", `${root}/one?dryRun=All`),
    bare("DELETE", `${root}/one`),
    bare("DELETE", root),
    get(root),
    send("PUT", `${definitions}/gadgets.${group}`, definition),
    bare("DELETE", `${definitions}/gadgets.${group}`),
  ],
};
