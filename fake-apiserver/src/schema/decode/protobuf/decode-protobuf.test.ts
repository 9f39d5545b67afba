import { StatusError } from "@informerlab/core";
import { Writer } from "protobufjs/minimal.js";
import { expect, test } from "vitest";
import type { DecodeTarget } from "../decode-input.ts";
import { decodeObject, decodeTargetOf } from "../decode-object.ts";

function targetOf(group: string, version: string, kind: string): DecodeTarget {
  const target = decodeTargetOf(group, version, kind);
  if (target === undefined) throw new Error(`no ${kind}`);
  return target;
}

const lengthDelimited = 2;

/** Writes a message of length-delimited fields; texts and messages alike. */
function message(...fields: readonly (readonly [number, string | Uint8Array])[]): Uint8Array {
  const writer = new Writer();
  for (const [number, value] of fields) {
    writer.uint32((number << 3) | lengthDelimited);
    if (typeof value === "string") writer.string(value);
    else writer.bytes(value);
  }
  return writer.finish();
}

function varints(...fields: readonly (readonly [number, number])[]): Uint8Array {
  const writer = new Writer();
  for (const [number, value] of fields) writer.uint32(number << 3).int64(value);
  return writer.finish();
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function envelope(apiVersion: string, kind: string, raw: Uint8Array): Uint8Array {
  const unknown = message([1, message([1, apiVersion], [2, kind])], [2, raw], [3, ""], [4, ""]);
  return concat(Uint8Array.from([0x6b, 0x38, 0x73, 0]), unknown);
}

function decode(body: Uint8Array, definition: DecodeTarget): unknown {
  return decodeObject({ body, format: "protobuf", definition, fieldValidation: "Warn" }).object;
}

test("reads maps of texts and of bytes", () => {
  const raw = message(
    [1, message([1, "c"], [3, "ns"], [11, message([1, "app"], [2, "web"])])],
    [2, message([1, "k"], [2, "v"])],
    [3, message([1, "b"], [2, "hello"])],
  );

  expect(decode(envelope("v1", "ConfigMap", raw), targetOf("", "v1", "ConfigMap"))).toEqual({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "c", namespace: "ns", labels: { app: "web" } },
    data: { k: "v" },
    binaryData: { b: "aGVsbG8=" },
  });
});

test("reads lists, embedded structs, quantities and integers", () => {
  const quantity = message([1, "100m"]);
  const resources = message([2, message([1, "cpu"], [2, quantity])]);
  const port = varints([3, 80]);
  const container = message([1, "c"], [2, "nginx"], [6, port], [8, resources]);
  const hostPath = message([1, "/data"]);
  const volume = message([1, "v"], [2, message([1, hostPath])]);
  const spec = concat(message([1, volume], [2, container]), varints([4, 30]));

  expect(
    decode(
      envelope("v1", "Pod", message([1, message([1, "p"])], [2, spec])),
      targetOf("", "v1", "Pod"),
    ),
  ).toEqual({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p" },
    spec: {
      volumes: [{ name: "v", hostPath: { path: "/data" } }],
      containers: [
        {
          name: "c",
          image: "nginx",
          ports: [{ containerPort: 80 }],
          resources: { requests: { cpu: "100m" } },
        },
      ],
      terminationGracePeriodSeconds: 30,
    },
    status: {},
  });
});

test("reads times, and numbers or texts", () => {
  const time = varints([1, 1_700_000_000]);
  const budget = message(
    [1, concat(message([1, "b"]), message([9, time]))],
    [2, message([1, concat(varints([1, 1]), message([3, "50%"]))])],
  );

  expect(
    decode(
      envelope("policy/v1", "PodDisruptionBudget", budget),
      targetOf("policy", "v1", "PodDisruptionBudget"),
    ),
  ).toMatchObject({
    metadata: { name: "b", deletionTimestamp: "2023-11-14T22:13:20Z" },
    spec: { minAvailable: "50%" },
  });
});

test("reads delete options of any group version", () => {
  const raw = concat(varints([1, 7]), message([4, "Foreground"]));

  expect(
    decode(envelope("apps/v1", "DeleteOptions", raw), targetOf("", "v1", "DeleteOptions")),
  ).toMatchObject({
    gracePeriodSeconds: 7,
    propagationPolicy: "Foreground",
  });
});

test("passes over fields that it does not know", () => {
  const raw = concat(message([1, message([1, "c"])]), varints([999, 3]), message([998, "x"]));

  expect(decode(envelope("v1", "ConfigMap", raw), targetOf("", "v1", "ConfigMap"))).toMatchObject({
    metadata: { name: "c" },
  });
});

test.each([
  ["no prefix", Uint8Array.from([1, 2, 3, 4, 5])],
  ["bytes that end too early", envelope("v1", "ConfigMap", Uint8Array.from([0x0a, 0x7f, 0x01]))],
  [
    "a wire type that does not exist",
    envelope("v1", "ConfigMap", Uint8Array.from([0xff, 0xff, 0x03])),
  ],
])("refuses %s with a 400", (_, body) => {
  const attempt = (): unknown => decode(body, targetOf("", "v1", "ConfigMap"));

  expect(attempt).toThrow(StatusError);
  expect(attempt).toThrow(/must be of type ConfigMap/);
});

test("a body of another kind is refused as that kind", () => {
  const body = envelope("v1", "Secret", message([1, message([1, "s"])]));

  expect(() => decode(body, targetOf("", "v1", "ConfigMap"))).toThrow(
    'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
  );
});

test("a body that ends behind its first four bytes is refused as the real server refuses it", () => {
  const definition = targetOf("", "v1", "ConfigMap");
  const body = Uint8Array.of(0x6b, 0x38, 0x73, 0);

  expect(() =>
    decodeObject({ body, format: "protobuf", definition, fieldValidation: "Warn" }),
  ).toThrow(
    "the object provided is unrecognized (must be of type ConfigMap): empty body (6b387300)",
  );
});

test("an empty body that is called protobuf is refused, also where it comes as text", () => {
  const definition = targetOf("", "v1", "ConfigMap");
  const decode = () =>
    decodeObject({ body: "", format: "protobuf", definition, fieldValidation: "Warn" });

  expect(decode).toThrow(StatusError);
});
