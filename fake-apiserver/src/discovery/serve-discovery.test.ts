import { StatusError } from "@informerlab/core";
import { expect, test } from "vitest";
import type { ApiResponse } from "../request/api-request.ts";
import { createRegistry } from "../resources/create-registry.ts";
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
