import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../../fake-apiserver.ts";
import { customDefinition, customVersion } from "../../testing/custom-definition.ts";
import { jsonOf, send } from "../../testing/send.ts";

// What the real server of 1.35 answered to managers of custom objects that were drawn at random, each reduced to what it shows.

const json = { "content-type": "application/json" };
const objects = "/apis/example.org/v1/parts";

interface Part {
  readonly message?: string;
  readonly spec?: object;
  readonly metadata: { readonly managedFields?: readonly { readonly fieldsV1: object }[] };
}

const keyedByK = {
  type: "array",
  "x-kubernetes-list-type": "map",
  "x-kubernetes-list-map-keys": ["k"],
  items: { type: "object", required: ["k"], properties: { k: { type: "string" } } },
};

/** A cluster that serves Parts with this spec. */
function serving(spec: object): FakeCluster {
  const simulation = new Simulation();
  const cluster = createCluster({ environment: simulation });
  const versions = [customVersion("v1", { type: "object", properties: { spec } })];
  cluster.create(customDefinition({ group: "example.org", kind: "Part", versions }));
  simulation.runReady();
  return cluster;
}

const part = (spec: unknown): string =>
  JSON.stringify({ apiVersion: "example.org/v1", kind: "Part", metadata: { name: "a" }, spec });

function applied(cluster: FakeCluster, spec: unknown, more = ""): Part {
  const headers = { "content-type": "application/apply-patch+yaml" };
  return jsonOf<Part>(
    send(cluster, "PATCH", `${objects}/a?fieldManager=one${more}`, { headers, body: part(spec) }),
  );
}

const fieldsOf = ({ metadata }: Part): readonly object[] =>
  (metadata.managedFields ?? []).map(({ fieldsV1 }) => fieldsV1);

test("of a schema that names no fields any is owned, though none is kept", () => {
  const answer = applied(serving({ type: "object" }), { x: { y: 1 } });

  expect(answer.spec).toEqual({});
  expect(fieldsOf(answer)).toEqual([{ "f:spec": { "f:x": { ".": {}, "f:y": {} } } }]);
  expect(applied(serving({ type: "object" }), { x: 1 }, "&dryRun=All").spec).toEqual({});
});

test("what preserves unknown fields has any field owned below it as well", () => {
  const inner = { type: "object", properties: { a: { type: "string" } } };
  const cluster = serving({
    type: "object",
    "x-kubernetes-preserve-unknown-fields": true,
    properties: { c: inner },
  });
  const answer = applied(cluster, { c: { a: "b", q: 1 } });

  expect(answer.spec).toEqual({ c: { a: "b" } });
  expect(fieldsOf(answer)).toEqual([{ "f:spec": { "f:c": { "f:a": {}, "f:q": {} } } }]);
});

test("a map of anything keeps names and what is no object", () => {
  const cluster = serving({ type: "object", additionalProperties: true });
  const spec = { x: { y: { z: 1 } }, s: "t", l: [{ a: 1 }] };
  const { status, headers, body } = send(cluster, "POST", objects, {
    headers: json,
    body: part(spec),
  });

  expect(status).toBe(201);
  expect(headers["warning"]).toEqual([
    '299 - "unknown field \\"spec.l[0].a\\""',
    '299 - "unknown field \\"spec.x.y\\""',
  ]);
  expect(jsonOf<Part>({ status, headers, body }).spec).toEqual({ x: {}, s: "t", l: [{}] });
});

test("a text of a format is any scalar to a manager, and a text to the schema", () => {
  const cluster = serving({
    type: "object",
    properties: { h: { type: "string", format: "email" } },
  });

  expect(applied(cluster, { h: 7 }).message).toContain('spec.h: Invalid value: "int64"');
  expect(applied(cluster, { h: { a: 1 } }).message).toContain(
    ".spec.h: expected any scalar, got &{map[a:1]}",
  );
});

test("what was a map and is no more is no longer owned field by field", () => {
  const cluster = serving({ type: "object", "x-kubernetes-preserve-unknown-fields": true });
  send(cluster, "POST", objects, { headers: json, body: part({ x: { y: [1] } }) });
  const headers = { "content-type": "application/merge-patch+json" };
  const change = (x: unknown): Part =>
    jsonOf<Part>(
      send(cluster, "PATCH", `${objects}/a`, { headers, body: JSON.stringify({ spec: { x } }) }),
    );

  expect(fieldsOf(change(1))).toEqual([{ "f:spec": { ".": {}, "f:x": {} } }]);
  expect(fieldsOf(change({ z: 2 }))).toEqual([
    { "f:spec": { ".": {}, "f:x": { ".": {}, "f:z": {} } } },
  ]);
});

test("the first item that cannot be told from others is named, and none behind it", () => {
  const cluster = serving(keyedByK);

  expect(applied(cluster, [1, 1]).message).toBe(
    "failed to create typed patch object (/a; example.org/v1, Kind=Part): .spec: element 0: associative list with keys may not have non-map elements",
  );
});

test("keys that are lists or maps are named as Go prints them", () => {
  const cluster = serving(keyedByK);
  const place = (k: unknown): string | undefined =>
    / (\.spec\[.*\]\.k): expected string/.exec(applied(cluster, [{ k }]).message ?? "")?.[1];

  expect([place([{}]), place({}), place({ a: { b: [null] } })]).toEqual([
    ".spec[k=[]].k",
    ".spec[k=].k",
    ".spec[k=a=b=[null]].k",
  ]);
});

test("what branches of a schema say alike is said once", () => {
  const spec = {
    type: "object",
    required: ["a"],
    properties: { a: { type: "string" }, b: { type: "string" } },
    anyOf: [{ required: ["a"] }, { required: ["a", "b"] }],
  };
  const { body, ...rest } = send(serving(spec), "POST", objects, { headers: json, body: part({}) });
  const { details } = jsonOf<{ details: { causes: readonly { field: string }[] } }>({
    body,
    ...rest,
  });

  expect(details.causes.map(({ field }) => field)).toEqual(["<nil>", "spec.a"]);
});
