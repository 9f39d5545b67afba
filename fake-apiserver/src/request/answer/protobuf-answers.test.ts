import { Simulation } from "@informerlab/core/simulation";
import { Reader } from "protobufjs/minimal.js";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../../fake-apiserver.ts";
import { decodeTargetOf } from "../../schema/decode/decode-object.ts";
import { decodeProtobuf } from "../../schema/decode/protobuf/decode-protobuf.ts";
import { send } from "../../testing/send.ts";
import type { ApiResponse } from "../read/api-request.ts";

const protobuf = "application/vnd.kubernetes.protobuf";
const metadataOnly = ";as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
const configMaps = "/api/v1/namespaces/default/configmaps";
const widgets = "/apis/example.com/v1/namespaces/default/widgets";

const widgetDefinition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: widgets, kind: Widget}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
---
apiVersion: example.com/v1
kind: Widget
metadata: {name: w}
`;

function lab(): { readonly cluster: FakeCluster } {
  const cluster = createCluster({ environment: new Simulation() });
  cluster.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {one: ü}}");
  return { cluster };
}

function get(cluster: FakeCluster, target: string, accept: string): ApiResponse {
  return send(cluster, "GET", target, { headers: { accept } });
}

function decoded({ body }: ApiResponse, version: string, kind: string): unknown {
  const target = decodeTargetOf("", version, kind);
  if (body.kind !== "bytes" || target === undefined) throw new Error(`no ${kind} in protobuf`);
  return decodeProtobuf(body.bytes, target);
}

/** The frames of a watch so far: type, and the body of the object. */
function framesOf({ body }: ApiResponse): { readonly type: string; readonly object: Uint8Array }[] {
  if (body.kind !== "watch") throw new Error("no watch");
  const frames: { type: string; object: Uint8Array }[] = [];
  body.stream.start({
    frame: (frame) => {
      const bytes = frame.encode();
      const { length } = frames;
      const reader = new Reader(bytes.subarray(4));
      expect(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)).toBe(reader.len);
      expect(reader.uint32()).toBe(0x0a);
      const type = reader.string();
      expect(reader.uint32()).toBe(0x12);
      reader.uint32();
      expect(reader.uint32()).toBe(0x0a);
      frames[length] = { type, object: reader.bytes() };
    },
    end: () => {},
  });
  return frames;
}

test("an object, a list and a refusal say in protobuf what they say in JSON", () => {
  const { cluster } = lab();
  const inJson = cluster.get("configmaps", "default/a");

  expect(decoded(get(cluster, `${configMaps}/a`, protobuf), "v1", "ConfigMap")).toMatchObject({
    ...inJson,
    metadata: { name: "a", uid: inJson?.metadata?.uid },
    data: { one: "ü" },
  });
  expect(decoded(get(cluster, configMaps, protobuf), "v1", "ConfigMapList")).toMatchObject({
    kind: "ConfigMapList",
    metadata: { resourceVersion: cluster.resourceVersion },
    items: [{ metadata: { name: "a" } }],
  });
  const refused = get(cluster, `${configMaps}/b`, protobuf);
  expect(refused).toMatchObject({ status: 404, headers: { "content-type": protobuf } });
  expect(decoded(refused, "v1", "Status")).toMatchObject({
    reason: "NotFound",
    message: 'configmaps "b" not found',
    code: 404,
  });
});

test.each([
  [`${configMaps}/a`, `${protobuf},application/json`, 200, protobuf],
  [`${configMaps}/a`, `application/json,${protobuf}`, 200, "application/json"],
  [`${configMaps}/a`, `${protobuf}${metadataOnly}`, 200, protobuf],
  [`${configMaps}/a`, `${protobuf};as=Table;g=meta.k8s.io;v=v1`, 406, "application/json"],
  [`${configMaps}/b`, `${protobuf}${metadataOnly}`, 404, "application/json"],
  [`${configMaps}?watch=1`, protobuf, 200, `${protobuf};stream=watch`],
  [`${widgets}/w`, protobuf, 406, protobuf],
  [`${widgets}/w`, `${protobuf},application/json`, 200, "application/json"],
  [`${widgets}/none`, `${protobuf},application/json`, 404, protobuf],
  [`${widgets}/w`, `${protobuf}${metadataOnly}`, 200, protobuf],
  [`${widgets}?watch=1`, `${protobuf}${metadataOnly}`, 200, `${protobuf};stream=watch`],
  ["/api", protobuf, 200, protobuf],
  ["/apis/apps/v1", protobuf, 200, protobuf],
  ["/version", protobuf, 406, protobuf],
])("%s, accepted as %s, is %i %s", (target, accept, status, contentType) => {
  const { cluster } = lab();
  cluster.apply(widgetDefinition);

  expect(get(cluster, target, accept)).toMatchObject({
    status,
    headers: { "content-type": contentType },
  });
});

test("a watch in protobuf frames every event, the end of the initial ones and its own failure", () => {
  const { cluster } = lab();
  const streaming =
    "watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan";
  const frames = framesOf(get(cluster, `${configMaps}?${streaming}`, protobuf));
  cluster.delete("configmaps", "default/a");
  const target = decodeTargetOf("", "v1", "ConfigMap");
  const objects = frames.map(({ object }) => decodeProtobuf(object, target!));

  expect(frames.map(({ type }) => type)).toEqual([
    ...objects.slice(0, -2).map(() => "ADDED"),
    "BOOKMARK",
    "DELETED",
  ]);
  expect(objects.at(-2)).toMatchObject({
    kind: "ConfigMap",
    metadata: { annotations: { "k8s.io/initial-events-end": "true" } },
  });
  expect(objects.at(-1)).toMatchObject({ metadata: { name: "a" }, data: { one: "ü" } });

  cluster.compact();
  const [failure] = framesOf(get(cluster, `${configMaps}?watch=1&resourceVersion=1`, protobuf));
  expect(failure?.type).toBe("ERROR");
  expect(decodeProtobuf(failure!.object, decodeTargetOf("", "v1", "Status")!)).toMatchObject({
    code: 410,
  });
});

test("faults break frames of protobuf as they break those of JSON", () => {
  const { cluster } = lab();
  cluster.faults.add({ on: { verb: "watch" }, do: { malformEvent: "truncated" }, unsound: true });
  const { body } = get(
    cluster,
    `${configMaps}?watch=1&resourceVersion=${cluster.resourceVersion}`,
    protobuf,
  );
  const sent: Uint8Array[] = [];
  const ends: string[] = [];
  if (body.kind !== "watch") throw new Error("no watch");
  body.stream.start({ frame: (frame) => sent.push(frame.encode()), end: (how) => ends.push(how) });
  cluster.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: b}}");

  expect(ends).toEqual(["reset"]);
  expect(sent).toHaveLength(1);
  const [cut = new Uint8Array()] = sent;
  expect(new DataView(cut.buffer, cut.byteOffset).getUint32(0)).toBeGreaterThan(cut.length);
});
