import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../fake-apiserver.ts";
import { jsonOf, send } from "../testing/send.ts";

const collection = "/apis/apiregistration.k8s.io/v1/apiservices";

interface ApiService {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly groupPriorityMinimum: number; readonly versionPriority: number };
  readonly status: { readonly conditions?: readonly object[] };
}

const widgets = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.shop.example.com}
spec:
  group: shop.example.com
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget, listKind: WidgetList}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`;

function elsewhere(group: string, service: string): string {
  return `
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.${group}}
spec:
  group: ${group}
  version: v1
  groupPriorityMinimum: 100
  versionPriority: 10
  insecureSkipTLSVerify: true
  service: {namespace: default, name: ${service}}
`;
}

function lab(objects = ""): { readonly cluster: FakeCluster; readonly simulation: Simulation } {
  const simulation = new Simulation();
  const cluster = createCluster({ environment: simulation });
  if (objects !== "") cluster.apply(objects);
  simulation.advanceBy(1_000);
  return { cluster, simulation };
}

function apiService(cluster: FakeCluster, name: string): ApiService {
  return jsonOf<ApiService>(send(cluster, "GET", `${collection}/${name}`));
}

// What the real server of 1.35 has.
test.each([
  ["v1.", 18_000, 1],
  ["v1.apps", 17_800, 15],
  ["v2.autoscaling", 17_500, 30],
  ["v1.resource.k8s.io", 16_200, 21],
])("%s is there from the beginning", (name, groupPriorityMinimum, versionPriority) => {
  expect(apiService(lab().cluster, name)).toMatchObject({
    metadata: { labels: { "kube-aggregator.kubernetes.io/automanaged": "onstart" } },
    spec: { groupPriorityMinimum, versionPriority },
    status: { conditions: [{ type: "Available", status: "True", reason: "Local" }] },
  });
});

test("a group of custom resources has one as long as it is served", () => {
  const { cluster, simulation } = lab(widgets);

  expect(apiService(cluster, "v1.shop.example.com")).toMatchObject({
    metadata: { labels: { "kube-aggregator.kubernetes.io/automanaged": "true" } },
    spec: { groupPriorityMinimum: 1000, versionPriority: 100 },
    status: { conditions: [{ reason: "Local" }] },
  });

  cluster.delete("customresourcedefinitions", "widgets.shop.example.com");
  simulation.advanceBy(1_000);

  expect(apiService(cluster, "v1.shop.example.com")).toMatchObject({ code: 404 });
});

// As a real kube-apiserver 1.35.4 has and keeps them.
test("those of custom resources are alike whatever the version, and stay as they were made", () => {
  const two = widgets.replace(
    "versions: [",
    "versions: [{name: v2, served: true, storage: false, schema: {openAPIV3Schema: {type: object}}}, ",
  );
  const { cluster, simulation } = lab(two);
  const made = { groupPriorityMinimum: 1000, versionPriority: 100 };
  for (const version of ["v1", "v2"])
    expect(apiService(cluster, `${version}.shop.example.com`).spec).toMatchObject(made);

  const path = `${collection}/v1.shop.example.com?fieldManager=me&force=true`;
  const applied = send(cluster, "PATCH", path, {
    headers: { "content-type": "application/apply-patch+yaml" },
    body: elsewhere("shop.example.com", "shop"),
  });
  expect(applied.status).toBe(200);
  simulation.advanceBy(1_000);

  const { spec } = apiService(cluster, "v1.shop.example.com");
  expect(spec).toEqual({ group: "shop.example.com", version: "v1", ...made });
});

test("one that nobody answers for says why, and its paths are unavailable", () => {
  const { cluster } = lab(elsewhere("ext.example.com", "nope"));

  expect(apiService(cluster, "v1.ext.example.com").status.conditions).toMatchObject([
    {
      type: "Available",
      status: "False",
      reason: "ServiceNotFound",
      message: 'service/nope in "default" is not present',
    },
  ]);
  for (const path of ["/apis/ext.example.com/v1", "/apis/ext.example.com/v1/things"])
    expect(send(cluster, "GET", path)).toMatchObject({
      status: 503,
      body: { kind: "text", text: "service unavailable\n" },
    });
});

test("the service of one has to listen on its port, and to have endpoints", () => {
  const { cluster, simulation } = lab(elsewhere("ext.example.com", "there"));
  const serve = (port: number) => {
    cluster.apply(
      `{apiVersion: v1, kind: Service, metadata: {name: there}, spec: {ports: [{port: ${port}}]}}`,
    );
    simulation.advanceBy(1_000);
    return apiService(cluster, "v1.ext.example.com").status.conditions;
  };

  expect(serve(80)).toMatchObject([
    {
      reason: "ServicePortError",
      message: 'service/there in "default" is not listening on port 443',
    },
  ]);
  expect(serve(443)).toMatchObject([
    {
      reason: "EndpointsNotFound",
      message: 'cannot find endpointslices for service/there in "default"',
    },
  ]);
});
