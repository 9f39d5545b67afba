import {
  bare,
  get,
  namespace,
  patchTypes,
  type RequestGroup,
  send,
  withQuery,
} from "../request.ts";

const group = "embedded.example.com";
const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const root = `/apis/${group}/v1/namespaces/rq-embedded/boxes`;
const embedded = { type: "object", "x-kubernetes-embedded-resource": true };
const open = { "x-kubernetes-preserve-unknown-fields": true };
const specified = { properties: { specified: { type: "string" } } };
const text = (value: string): object => ({ type: "string", default: value });

const schema = {
  type: "object",
  properties: {
    one: { ...embedded, ...specified },
    any: { ...embedded, ...open },
    list: { type: "array", items: { ...embedded, ...specified } },
    map: { type: "object", additionalProperties: { ...embedded, ...specified } },
    nested: {
      ...embedded,
      properties: { inner: { ...embedded, ...specified } },
    },
    plain: { type: "object", ...open },
    filled: {
      ...embedded,
      properties: {
        apiVersion: text("foos/v1"),
        kind: text("Foo"),
        metadata: { type: "object", properties: { name: text("Bar"), unknown: text("x") } },
      },
    },
    whole: {
      ...embedded,
      ...specified,
      default: { apiVersion: "foos/v1", kind: "Foo", metadata: { name: "Bar", unknown: "x" } },
    },
  },
};

const definition = (plural: string, openAPIV3Schema: object): object => ({
  metadata: { name: `${plural}.${group}` },
  spec: {
    group,
    scope: "Namespaced",
    names: { plural, singular: plural, kind: plural === "boxes" ? "Box" : "Crate" },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema } }],
  },
});

const box = (members: object, metadata: object = { name: "x" }): object => ({
  apiVersion: `${group}/v1`,
  kind: "Box",
  metadata,
  ...members,
});
const thing = (metadata: unknown, more: object = {}): object => ({
  apiVersion: "foo/v1",
  kind: "Foo",
  metadata,
  ...more,
});
const unknown = { name: "foo", unspecified: "bar" };

const accepted = [
  box({ one: thing(unknown, { specified: "a", unspecified: "b" }) }),
  box({ any: thing(unknown, { unspecified: "b" }) }),
  box({ list: [thing(unknown), thing({ labels: { a: "b" } })] }),
  box({ map: { a: thing(unknown), "b.c": thing({}) } }),
  box({ nested: thing(unknown, { inner: thing(unknown) }) }),
  box({ plain: thing(unknown) }),
  box({ one: thing(null) }),
  box({ one: { apiVersion: "v1", kind: "Pod" } }),
  box({ one: thing({ creationTimestamp: null, managedFields: [], name: "" }) }),
  box({ filled: {} }),
  box({ filled: { metadata: {} } }),
];

const refused = [
  box({ one: {} }),
  box({ one: { metadata: { name: "foo" } } }),
  box({ one: thing({ name: 1 }) }),
  box({ one: thing({ labels: { a: 1 } }) }),
  box({ one: thing("text") }),
  box({ one: { apiVersion: 1, kind: "Foo" } }),
  box({ one: { apiVersion: "v1", kind: [] } }),
  box({ list: [thing({}), thing({ annotations: [] })] }),
  box({ map: { a: thing({ finalizers: "x" }) } }),
  box({ one: { apiVersion: "", kind: "" } }),
  box({ one: { apiVersion: "a/b/c", kind: "Foo" } }),
  box({ one: { apiVersion: "v1", kind: "-Foo" } }),
  box({ one: thing({ name: "a/b" }) }),
  box({ one: thing({ labels: { "a b": "c d" } }) }),
  box({ any: thing({ namespace: "x", generateName: "%" }) }),
  box({ nested: thing({}, { inner: {} }) }),
  box({ list: [{ kind: "Foo" }] }),
  box({ map: { "a.b": { kind: "Foo", apiVersion: "v1", metadata: { finalizers: ["a b"] } } } }),
];

const metadata = (value: object): object => ({
  ...embedded,
  ...open,
  properties: { metadata: value },
});
const defaults: readonly object[] = [
  { type: "object", default: { name: "Bar", unknown: "x" } },
  { type: "object", default: { name: 1 } },
  { type: "object", default: { name: "a/b" } },
  { type: "object", properties: { name: { type: "string", default: "a/b" } } },
  { type: "object", properties: { labels: { type: "object", default: { "a b": "c" } } } },
  {
    type: "object",
    properties: { finalizers: { type: "array", items: { type: "string" }, default: ["a"] } },
  },
].map(metadata);
const identities: readonly object[] = [
  { properties: { kind: { type: "string", default: "-" } } },
  { properties: { apiVersion: { type: "string", default: "a/b/c" } } },
  { ...specified, default: { apiVersion: "v1" } },
  { ...specified, default: { apiVersion: "v1", kind: "Foo", metadata: { name: "a/b" } } },
  { ...specified, default: { apiVersion: "v1", kind: "Foo", metadata: { name: 1 } } },
  { ...specified, default: { apiVersion: "v1", kind: "Foo", unspecified: 1 } },
].map((members) => ({ ...embedded, ...members }));

/** Rules for what every object has. */
const named = {
  type: "object",
  properties: {
    apiVersion: { type: "string", pattern: "v1$" },
    kind: { type: "string", enum: ["Crate"] },
    metadata: { type: "object", properties: { name: { type: "string", maxLength: 3 } } },
  },
};

/** Objects inside of custom resources, which other projects' templates and manifests are. */
export const embeddedGroup: RequestGroup = {
  name: "embedded objects",
  first: [namespace("rq-embedded"), send("POST", definitions, definition("boxes", schema))],
  awaited: root,
  requests: [
    ...accepted.flatMap((body) => [
      send("POST", withQuery(root, "dryRun=All"), body),
      send("POST", withQuery(root, "dryRun=All&fieldValidation=Strict"), body),
    ]),
    ...refused.map((body) => send("POST", withQuery(root, "dryRun=All"), body)),
    send("POST", root, box({ one: thing(unknown), plain: thing(unknown) }, { name: "kept" })),
    get(`${root}/kept`),
    ...[
      { one: { metadata: unknown } },
      { one: { metadata: { labels: { a: 1 } } } },
      { one: { kind: "" } },
      { one: { kind: null } },
    ].flatMap((members) => [
      send(
        "PATCH",
        withQuery(`${root}/kept`, "dryRun=All&fieldManager=m"),
        members,
        patchTypes.merge,
      ),
    ]),
    ...[unknown, { name: 1 }, { name: "a/b" }].map((given) =>
      send(
        "PATCH",
        withQuery(`${root}/applied`, "fieldManager=a"),
        box({ one: thing(given) }, { name: "applied" }),
        patchTypes.apply,
      ),
    ),
    ...[...defaults, ...identities].map((value) =>
      send(
        "POST",
        withQuery(definitions, "dryRun=All"),
        definition("crates", { type: "object", properties: { value } }),
      ),
    ),
    send("POST", definitions, definition("crates", named)),
    bare("DELETE", root),
    bare("DELETE", `${definitions}/boxes.${group}`),
    ...["abc", "abcd"].map((name) =>
      send("POST", root.replace("boxes", "crates"), {
        apiVersion: `${group}/v1`,
        kind: "Crate",
        metadata: { name },
      }),
    ),
    bare("DELETE", `${definitions}/crates.${group}`),
  ],
};
