import { expect, test } from "vitest";
import { apiVersionOf, parseApiVersion, resourceNameOf, resourcePath } from "./resource.ts";

const nodes = { group: "", version: "v1", resource: "nodes" };
const deployments = { group: "apps", version: "v1", resource: "deployments" };

test("the core group has no name in apiVersion, path and resource name", () => {
  expect(apiVersionOf(nodes)).toBe("v1");
  expect(resourceNameOf(nodes)).toBe("nodes");
  expect(resourcePath(nodes)).toBe("/api/v1/nodes");
});

test("other groups are named", () => {
  expect(apiVersionOf(deployments)).toBe("apps/v1");
  expect(resourceNameOf(deployments)).toBe("deployments.apps");
  expect(resourcePath(deployments, { namespace: "" })).toBe("/apis/apps/v1/deployments");
  expect(resourcePath(deployments, { namespace: "shop", name: "web", subresource: "scale" })).toBe(
    "/apis/apps/v1/namespaces/shop/deployments/web/scale",
  );
});

test("names are percent-encoded", () => {
  expect(resourcePath(nodes, { name: "a/b c" })).toBe("/api/v1/nodes/a%2Fb%20c");
});

test("an apiVersion splits at its slash", () => {
  expect(parseApiVersion("v1")).toEqual({ group: "", version: "v1" });
  expect(parseApiVersion("apps/v1")).toEqual({ group: "apps", version: "v1" });
});
