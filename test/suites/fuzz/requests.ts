import { type KubernetesObject, printJson, type Random } from "@informerlab/core";
import { damaged, happens, mutated, oddValues, oneOf } from "./draw.ts";

/** A request that somebody might send, by mistake or on purpose. */
export interface FuzzRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** An object, and the path of its collection. */
export interface Base {
  readonly collection: string;
  readonly isListed: boolean;
  readonly object: KubernetesObject;
}

const patches = [
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
  "application/apply-patch+yaml",
];
const bodies = [
  "application/json",
  "application/yaml",
  "application/vnd.kubernetes.protobuf",
  "text/plain",
  "",
];
const accepts = [
  "application/json",
  "application/yaml",
  "application/vnd.kubernetes.protobuf",
  "application/vnd.kubernetes.protobuf;stream=watch,application/json",
  "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
  "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
  "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
  "*/*",
  "text/html;q=0.x",
  ";;;",
];
const parameters: readonly (readonly [string, readonly string[]])[] = [
  ["watch", ["1", "true", "0", "x"]],
  ["limit", ["1", "0", "-1", "99999999999999999999", "x"]],
  ["continue", ["x", "eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ", ""]],
  ["resourceVersion", ["0", "1", "18446744073709551616", "-1", "x", "999999999"]],
  ["resourceVersionMatch", ["Exact", "NotOlderThan", "x"]],
  ["sendInitialEvents", ["true", "false"]],
  ["allowWatchBookmarks", ["true"]],
  ["timeoutSeconds", ["1", "-5", "x"]],
  ["timeout", ["1s", "x", "1h1"]],
  ["labelSelector", ["a=b", "a in (b,c)", "!a", "a in (", "=,=", "a!=b,", "x".repeat(200)]],
  [
    "fieldSelector",
    ["metadata.name=a", "spec.nodeName!=b", "x=y", "metadata.name=", "a=b=c", "\\,=\\="],
  ],
  ["dryRun", ["All", "x"]],
  ["fieldManager", ["m", "x".repeat(200), "\u0000"]],
  ["force", ["true", "x"]],
  ["fieldValidation", ["Strict", "Warn", "Ignore", "x"]],
  ["propagationPolicy", ["Orphan", "Foreground", "x"]],
  ["gracePeriodSeconds", ["0", "-1", "x"]],
  ["pretty", ["true", "x"]],
  ["includeObject", ["None", "Object", "x"]],
];
const subresources = [
  "status",
  "scale",
  "log",
  "exec",
  "eviction",
  "binding",
  "ephemeralcontainers",
  "token",
  "approval",
  "finalize",
  "proxy/x",
  "resize",
  "bogus",
];

/** Draws one request. */
export function drawRequest(random: Random, bases: readonly Base[]): FuzzRequest {
  const base = oneOf(random, bases);
  const method = oneOf(random, [
    "POST",
    "POST",
    "PUT",
    "PATCH",
    "PATCH",
    "PATCH",
    "GET",
    "DELETE",
    "HEAD",
    "OPTIONS",
  ]);
  const name = `x${Math.floor(random.next() * 4)}`;
  const isCollection = method === "POST" || happens(random, 20);
  const subresource = happens(random, 12) ? `/${oneOf(random, subresources)}` : "";
  const path = isCollection ? base.collection : `${base.collection}/${name}${subresource}`;
  const contentType = method === "PATCH" ? oneOf(random, patches) : oneOf(random, bodies);
  const writes = method === "POST" || method === "PUT" || method === "PATCH";
  return {
    method,
    target: `${happens(random, 4) ? damaged(random, path) : path}${drawQuery(random)}`,
    headers: {
      accept: happens(random, 60) ? "application/json" : oneOf(random, accepts),
      ...(writes ? { "content-type": contentType } : {}),
      ...(happens(random, 3)
        ? {
            "impersonate-user": encodeURIComponent(
              JSON.stringify(oneOf(random, ["", "x", 0, null])),
            ),
          }
        : {}),
    },
    body: writes ? drawBody(random, base, { name, contentType }) : undefined,
  };
}

function drawQuery(random: Random): string {
  if (happens(random, 55)) return "";
  const query = new URLSearchParams();
  do {
    const [key, values] = oneOf(random, parameters);
    query.append(key, oneOf(random, values));
  } while (happens(random, 40));
  return `?${query}`;
}

function drawBody(
  random: Random,
  { object }: Base,
  { name, contentType }: { readonly name: string; readonly contentType: string },
): string {
  const named = { ...object, metadata: { ...object.metadata, name } };
  let value: unknown = contentType.includes("json-patch") ? drawOperations(random, named) : named;
  while (happens(random, 65)) value = mutated(random, value);
  const text = printJson(value);
  return happens(random, 12) ? damaged(random, text) : text;
}

function drawOperations(random: Random, object: KubernetesObject): readonly object[] {
  const paths = [
    "/metadata/labels/a",
    "/metadata",
    "/spec",
    "/spec/x~1y",
    "",
    "/data/-",
    "/metadata/finalizers/0",
  ];
  const operations: object[] = [];
  do {
    operations.push({
      op: oneOf(random, ["add", "remove", "replace", "move", "copy", "test", "bogus"]),
      path: oneOf(random, paths),
      from: oneOf(random, paths),
      value: happens(random, 30) ? object : oneOf(random, oddValues),
    });
  } while (happens(random, 50));
  return operations;
}
