import {
  configMap,
  configMaps,
  namespace,
  patchTypes,
  type RequestGroup,
  send,
  withQuery,
} from "../request.ts";

const root = "/api/v1/namespaces/rq-bodies";
const dry = "dryRun=All";
const ownerOf = (name: string, uid: string): object => ({
  apiVersion: "v1",
  kind: "Pod",
  name,
  uid,
  controller: true,
});

const created: readonly (string | object)[] = [
  "",
  "{",
  "[]",
  "null",
  "1",
  '"x"',
  "{}{}",
  '{"metadata":{"name":"x"}}garbage',
  '{"metadata":{"name":"x","name":"y"}}',
  '{"metadata":{"name":"x"},"bogus":1}',
  '{"metadata":{"name":1}}',
  '{"metadata":[]}',
  '{"data":[]}',
  '{"kind":1}',
  "\u0000",
  { kind: "Pod", apiVersion: "v1" },
  { kind: "ConfigMap", apiVersion: "v2" },
  { kind: "ConfigMap" },
  { kind: "configmap", apiVersion: "v1", metadata: { name: "x" } },
  { apiVersion: "v1", metadata: { name: "x" } },
  { kind: "List", apiVersion: "v1", items: [] },
  { kind: "ConfigMapList", apiVersion: "v1", items: [] },
  { metadata: null },
  { metadata: { name: "" } },
  { metadata: { name: "a/b" } },
  { metadata: { name: "." } },
  { metadata: { name: "A" } },
  { metadata: { name: "x".repeat(254) } },
  { metadata: { name: "x", namespace: "other" } },
  { metadata: { name: "c0" } },
  { metadata: { generateName: "gen-" } },
  { metadata: { generateName: "x".repeat(300) } },
  { metadata: { name: "x", resourceVersion: "5" } },
  { metadata: { name: "x", uid: "u" } },
  { metadata: { name: "x", creationTimestamp: "yesterday" } },
  {
    metadata: {
      name: "x",
      deletionTimestamp: "2021-01-01T00:00:00Z",
      deletionGracePeriodSeconds: 5,
      selfLink: "s",
      generation: 7,
    },
  },
  { metadata: { name: "x", finalizers: ["bad name"] } },
  { metadata: { name: "x", finalizers: ["plain", "orphan", "foregroundDeletion"] } },
  { metadata: { name: "x", ownerReferences: [ownerOf("p", "u"), ownerOf("q", "v")] } },
  { metadata: { name: "x", ownerReferences: [{}] } },
  { metadata: { name: "x", managedFields: [{ manager: "m", operation: "Bogus" }] } },
  {
    metadata: {
      name: "x",
      managedFields: [{ manager: "m", operation: "Apply", apiVersion: "v1", fieldsType: "X" }],
    },
  },
  { data: { "bad key": "v" } },
  { metadata: { name: "x", annotations: { "-a": "b" }, labels: { a: "b c" } } },
  { metadata: { name: "x" }, immutable: true, data: { a: 1 } },
  { metadata: { name: "x" }, data: { a: "1" }, binaryData: { a: "MQ==" } },
  { metadata: { name: "x" }, binaryData: { a: "not base64" } },
];

const updated: readonly (string | object)[] = [
  "",
  "{",
  "null",
  {},
  { metadata: { name: "other" } },
  { metadata: { name: "c0", namespace: "other" } },
  { metadata: { name: "c0", uid: "u" } },
  { metadata: { name: "c0", resourceVersion: "1" } },
  { metadata: { name: "c0", resourceVersion: "x" } },
  { metadata: { name: "c0", resourceVersion: "0" } },
  { metadata: { name: "c0", generation: 9, creationTimestamp: null } },
  { metadata: { name: "c0", deletionTimestamp: "2021-01-01T00:00:00Z" } },
  { kind: "Secret", apiVersion: "v1", metadata: { name: "c0" } },
];

const queries = [
  "dryRun=x",
  "dryRun=All&dryRun=All",
  "dryRun=",
  "dryRun=all",
  "fieldValidation=x",
  "fieldValidation=Ignore",
  `fieldManager=${"x".repeat(129)}`,
  "fieldManager=%00",
  "force=true",
  "force=x",
  "pretty=true",
  "bogus=1",
  "timeout=x",
];

const maps = `${root}/configmaps`;

/** Bodies that are none, bodies of others, and options that do not fit. */
export const bodyGroup: RequestGroup = {
  name: "bodies",
  first: [namespace("rq-bodies"), ...configMaps(root, 2)],
  requests: [
    ...created.map((body) => send("POST", withQuery(maps, dry), body)),
    ...["Strict", "Warn", "Ignore"].flatMap((validation) =>
      [
        '{"metadata":{"name":"x","name":"y"},"bogus":1}',
        '{"Metadata":{"name":"x"},"data":null}',
      ].map((body) => send("POST", withQuery(maps, `${dry}&fieldValidation=${validation}`), body)),
    ),
    ...updated.map((body) => send("PUT", withQuery(`${maps}/c0`, dry), body)),
    send("PUT", withQuery(`${maps}/none`, dry), configMap("none")),
    send("PUT", withQuery(`${maps}/Bad_Name`, dry), configMap("Bad_Name")),
    send("POST", withQuery("/api/v1/namespaces/none/configmaps", dry), configMap("x")),
    send("POST", withQuery("/api/v1/configmaps", dry), configMap("x")),
    send("POST", withQuery(`${maps}/c0`, dry), configMap("c0")),
    ...queries.flatMap((query) => [
      send("POST", withQuery(maps, query), configMap("c0")),
      send("PUT", withQuery(`${maps}/none`, query), configMap("none")),
      send("PATCH", withQuery(`${maps}/none`, query), {}, patchTypes.merge),
      send("PATCH", withQuery(`${maps}/none`, query), {}, patchTypes.apply),
      send("DELETE", withQuery(`${maps}/none`, query), ""),
    ]),
    send("POST", maps, { metadata: { name: "big" }, data: { a: "x".repeat(1024 * 1024 + 10) } }),
    {
      ...send("POST", withQuery(maps, dry), configMap("e1")),
      headers: { "content-type": "application/json", expect: "100-continue" },
    },
  ],
};
