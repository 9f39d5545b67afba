import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { jsonOf, send } from "../../testing/send.ts";
import { openApiDescriptions } from "../../transports/node/openapi-descriptions.ts";

interface Described {
  readonly description?: string;
  readonly name?: string;
  readonly parameters?: readonly Described[];
}
type Paths = Readonly<Record<string, Readonly<Record<string, Described>>>>;

const cluster = createCluster({ environment: new Simulation(), openApiDescriptions });
const { paths } = jsonOf<{ paths: Paths }>(send(cluster, "GET", "/openapi/v3/api/v1"));

function said(path: string, method: string, parameter: string): string | undefined {
  const item = paths[path];
  const shared = item?.["parameters"] as unknown as readonly Described[];
  const all = [...(item?.[method]?.parameters ?? []), ...shared];
  return all.find(({ name }) => name === parameter)?.description;
}

const pods = "/api/v1/namespaces/{namespace}/pods";

// As kube-apiserver v1.35.4 says it.
test.each([
  [pods, "get", "list or watch objects of kind Pod"],
  [pods, "post", "create a Pod"],
  ["/api/v1/namespaces/{namespace}/events", "post", "create an Event"],
  ["/api/v1/namespaces/{namespace}/endpoints", "post", "create Endpoints"],
  [`${pods}/{name}/status`, "patch", "partially update status of the specified Pod"],
  [`${pods}/{name}/eviction`, "post", "create eviction of a Pod"],
  ["/api/v1/componentstatuses", "get", "list objects of kind ComponentStatus"],
])("%s: %s says what it does", (path, method, text) => {
  expect(paths[path]?.[method]?.description).toBe(text);
});

test("parameters are described, those of patches by their own words", () => {
  expect(said(pods, "get", "labelSelector")).toBe(
    "A selector to restrict the list of returned objects by their labels. Defaults to everything.",
  );
  expect(said(`${pods}/{name}/eviction`, "post", "name")).toBe("name of the Eviction");
  const written = said(`${pods}/{name}`, "put", "fieldManager");
  expect(said(`${pods}/{name}`, "patch", "fieldManager")).toContain(
    `${written} This field is required for apply requests`,
  );
});
