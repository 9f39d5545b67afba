import { StatusError } from "@informerlab/core";
import { Reader } from "protobufjs/minimal.js";
import { expect, test } from "vitest";
import { createRegistry } from "../kinds/create-registry.ts";
import type { ApiResponse } from "../request/read/api-request.ts";
import { openApiProtobuf as openApiProtobufOf } from "./openapi/protobuf.ts";
import { serveDiscovery } from "./serve-discovery.ts";

const registry = createRegistry();

function get(url: string, headers: Readonly<Record<string, string>> = {}): ApiResponse | undefined {
  const { pathname, searchParams } = new URL(url, "https://server");
  return serveDiscovery(
    { registry },
    {
      request: { method: "GET", path: pathname, query: [...searchParams], headers, client: "test" },
      query: new Map(searchParams),
      segments: pathname.slice(1).split("/"),
    },
  );
}

function jsonOf(response: ApiResponse | undefined): object {
  if (response?.body.kind === "text") return JSON.parse(response.body.text) as object;
  if (response?.body.kind !== "json") throw new Error("no JSON");
  return response.body.value as object;
}

function codeOf(url: string, headers: Readonly<Record<string, string>>): number | undefined {
  try {
    return get(url, headers)?.status;
  } catch (error) {
    if (error instanceof StatusError) return error.status.code;
    throw error;
  }
}

const aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

test("groups in the old form and, for clients that ask, all resources at once", () => {
  expect(jsonOf(get("/apis/apps"))).toMatchObject({
    kind: "APIGroup",
    preferredVersion: { groupVersion: "apps/v1" },
  });
  expect(jsonOf(get("/apis", { accept: aggregated }))).toMatchObject({
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
  });
  expect(jsonOf(get("/apis"))).toMatchObject({ kind: "APIGroupList", apiVersion: "v1" });
});

// From the transcript disc-aggregated.
test("the old version of aggregated discovery is not acceptable", () => {
  expect(codeOf("/apis", { accept: aggregated.replace("v=v2", "v=v2beta1") })).toBe(406);
});

test("who has an answer already gets no other", () => {
  const etag = get("/apis", { accept: aggregated })?.headers["etag"];

  expect(etag).toMatch(/^"[0-9A-F]{128}"$/);
  const again = get("/apis", { accept: aggregated, "if-none-match": String(etag) });
  expect(again).toMatchObject({ status: 304, body: { kind: "empty" } });
});

test("resources of a version, with their short names", () => {
  expect(jsonOf(get("/api/v1"))).toMatchObject({
    kind: "APIResourceList",
    groupVersion: "v1",
    resources: expect.arrayContaining([
      expect.objectContaining({ name: "pods", kind: "Pod", shortNames: ["po"], namespaced: true }),
      expect.objectContaining({ name: "pods/status" }),
    ]),
  });
});

test("OpenAPI v3: an index, a document under its hash, and a way back from an old hash", () => {
  const index = jsonOf(get("/openapi/v3")) as {
    readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>;
  };
  const url = index.paths["apis/apps/v1"]?.serverRelativeURL ?? "";

  const document = get(url);
  expect(document?.headers["cache-control"]).toBe("public, immutable");
  expect(jsonOf(document)).toHaveProperty([
    "components",
    "schemas",
    "io.k8s.api.apps.v1.Deployment",
  ]);
  expect(get("/openapi/v3/apis/apps/v1?hash=OLD")).toMatchObject({
    status: 301,
    headers: { location: url },
  });
});

test("what is not there, is for others to answer", () => {
  expect(get("/apis/apps/v1/namespaces/default/deployments")).toBeUndefined();
  expect(get("/metrics")).toBeUndefined();
});

const openApiProtobuf = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

// From the transcript disc-openapi: kubectl asks for nothing else when it does not know a kind.
test("OpenAPI v2 comes as protobuf to who prefers that", () => {
  const response = get("/openapi/v2", { accept: openApiProtobuf });

  expect(response).toMatchObject({
    status: 200,
    headers: { "content-type": "application/com.github.proto-openapi.spec.v2.v1.0+protobuf" },
    body: { kind: "bytes" },
  });
  const etag = String(response?.headers["etag"]);
  expect(get("/openapi/v2", { accept: openApiProtobuf, "if-none-match": etag })?.status).toBe(304);
  const json = get("/openapi/v2", { accept: `application/json, ${openApiProtobuf}` });
  expect(json?.body.kind).toBe("json");
  expect(json?.headers["etag"]).toBe(etag);
});

/** What `protoc --decode_raw` shows: fields by number, messages as bytes. */
function fieldsOf(bytes: Uint8Array): ReadonlyMap<number, readonly (Uint8Array | number)[]> {
  const fields = new Map<number, (Uint8Array | number)[]>();
  const reader = new Reader(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const values = fields.get(tag >>> 3) ?? [];
    values.push(
      (tag & 7) === 2 ? reader.bytes() : (tag & 7) === 1 ? reader.double() : reader.uint32(),
    );
    fields.set(tag >>> 3, values);
  }
  return fields;
}

function textAt(bytes: Uint8Array, ...path: readonly number[]): string {
  let at = bytes;
  for (const number of path) at = fieldsOf(at).get(number)?.[0] as Uint8Array;
  return new TextDecoder().decode(at);
}

test("protobuf holds what the JSON holds: definitions, paths, extensions, limits", () => {
  const bytes = openApiProtobufOf({
    swagger: "2.0",
    info: { title: "Kubernetes", version: "1.35" },
    definitions: {
      Widget: {
        type: "object",
        required: ["size"],
        properties: {
          size: { type: "integer", maximum: 10, minLength: 3 },
          other: { $ref: "#/definitions/Other" },
          many: { type: "object", additionalProperties: true },
        },
        "x-kubernetes-group-version-kind": [{ group: "g", kind: "Widget", version: "v1" }],
      },
    },
    paths: {
      "/a": {
        get: {
          operationId: "readA",
          parameters: [{ in: "path", name: "n", required: true, type: "string" }],
          responses: { "200": { description: "OK", schema: { $ref: "#/definitions/Widget" } } },
        },
      },
    },
  });

  expect(textAt(bytes, 2, 1)).toBe("Kubernetes");
  const definition = [9, 1] as const;
  expect(textAt(bytes, ...definition, 1)).toBe("Widget");
  expect(textAt(bytes, ...definition, 2, 19)).toBe("size");
  expect(textAt(bytes, ...definition, 2, 31, 1)).toBe("x-kubernetes-group-version-kind");
  expect(textAt(bytes, ...definition, 2, 31, 2, 2)).toContain('"kind":"Widget"');
  const properties = fieldsOf(
    fieldsOf(fieldsOf(bytes).get(9)?.[0] as Uint8Array).get(1)?.[0] as Uint8Array,
  );
  const schema = fieldsOf(properties.get(2)?.[0] as Uint8Array);
  const members = fieldsOf(schema.get(25)?.[0] as Uint8Array).get(1) as readonly Uint8Array[];
  expect(members.map((member) => textAt(member, 1))).toEqual(["size", "other", "many"]);
  const [size, other, many] = members.map((member) => fieldsOf(member).get(2)?.[0] as Uint8Array);
  expect(fieldsOf(size as Uint8Array).get(7)).toEqual([10]);
  expect(fieldsOf(size as Uint8Array).get(12)).toEqual([3]);
  expect(textAt(other as Uint8Array, 1)).toBe("#/definitions/Other");
  expect(fieldsOf(fieldsOf(many as Uint8Array).get(21)?.[0] as Uint8Array).get(2)).toEqual([1]);
  const operation = [8, 2, 2, 2] as const;
  expect(textAt(bytes, ...operation, 5)).toBe("readA");
  expect(textAt(bytes, ...operation, 8, 1, 2, 4, 4)).toBe("n");
  expect(textAt(bytes, ...operation, 9, 1, 2, 1, 2, 1, 1)).toBe("#/definitions/Widget");
});

test("every response of OpenAPI has the description that the standard demands", () => {
  const { paths } = jsonOf(get("/openapi/v2")) as {
    readonly paths: Record<string, Record<string, { readonly responses?: Record<string, object> }>>;
  };
  const responses = Object.values(paths)
    .flatMap((item) => Object.values(item))
    .flatMap(({ responses = {} }) => Object.values(responses));

  expect(responses.length).toBeGreaterThan(100);
  expect(responses.filter((response) => !("description" in response))).toEqual([]);
});
