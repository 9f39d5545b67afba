import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../fake-apiserver.ts";
import { jsonOf, send } from "../testing/send.ts";

const elsewhere = (group: string, groupPriorityMinimum: number) => ({
  apiVersion: "apiregistration.k8s.io/v1",
  kind: "APIService",
  metadata: { name: `v1.${group}` },
  spec: {
    group,
    version: "v1",
    groupPriorityMinimum,
    versionPriority: 10,
    service: { name: "nobody", namespace: "default" },
  },
});

const widgets = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.shop.example.com" },
  spec: {
    group: "shop.example.com",
    names: { plural: "widgets", kind: "Widget" },
    scope: "Namespaced",
    versions: [
      { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
    ],
  },
};

interface Group {
  readonly name: string;
  readonly metadata: { readonly name: string };
}

const lab = (...objects: readonly object[]) =>
  createCluster({ environment: new Simulation(), objects: objects as never });

function groupNames(cluster: FakeCluster): readonly string[] {
  return jsonOf<{ groups: readonly Group[] }>(send(cluster, "GET", "/apis")).groups.map(
    ({ name }) => name,
  );
}

const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
function aggregated(cluster: FakeCluster, group: string): unknown {
  const answer = send(cluster, "GET", "/apis", { headers: { accept } });
  const { items } = jsonOf<{ items: readonly Group[] }>(answer);
  return items.find(({ metadata }) => metadata.name === group);
}

// As kube-apiserver v1.35.4 does, so that clients hear of a group that cannot be asked.
test("a group that another server would answer for is named, and stale", () => {
  const cluster = lab(elsewhere("ext.example.com", 100));

  expect(jsonOf(send(cluster, "GET", "/apis/ext.example.com"))).toEqual({
    kind: "APIGroup",
    apiVersion: "v1",
    name: "ext.example.com",
    versions: [{ groupVersion: "ext.example.com/v1", version: "v1" }],
    preferredVersion: { groupVersion: "ext.example.com/v1", version: "v1" },
  });
  expect(aggregated(cluster, "ext.example.com")).toEqual({
    metadata: { name: "ext.example.com" },
    versions: [{ version: "v1", freshness: "Stale" }],
  });
  expect(jsonOf<{ paths: readonly string[] }>(send(cluster, "GET", "/")).paths).toContain(
    "/apis/ext.example.com/v1",
  );
  expect(send(cluster, "GET", "/apis/ext.example.com/v1").status).toBe(503);
});

test("groups stand by their priorities, and by name where these are the same", () => {
  const cluster = lab(
    widgets,
    ...[elsewhere("low.example.com", 10), elsewhere("same.example.com", 1000)],
    ...[elsewhere("tie.example.com", 1000), elsewhere("high.example.com", 17_810)],
  );

  const names = groupNames(cluster);
  expect(names.slice(0, 3)).toEqual(["apiregistration.k8s.io", "high.example.com", "apps"]);
  expect(names.slice(-4)).toEqual([
    "same.example.com",
    "shop.example.com",
    "tie.example.com",
    "low.example.com",
  ]);
});

test("a version is another server's where an APIService says so, whatever definition there is", () => {
  const cluster = lab(widgets, elsewhere("shop.example.com", 100));

  expect(aggregated(cluster, "shop.example.com")).toMatchObject({
    versions: [{ version: "v1", freshness: "Stale" }],
  });
  for (const path of ["/apis/shop.example.com/v1", "/apis/shop.example.com/v1/widgets"])
    expect(send(cluster, "GET", path).status).toBe(503);
});

test("versions of the same priority stand as versions do: the best first", () => {
  const versions = ["v1", "v1alpha1", "v1alpha2", "v1beta1", "v2"].map((version) => {
    const { spec, ...rest } = elsewhere("tie.example.com", 1000);
    const metadata = { name: `${version}.tie.example.com` };
    return { ...rest, metadata, spec: { ...spec, version } };
  });
  const cluster = lab(...versions);

  expect(aggregated(cluster, "tie.example.com")).toMatchObject({
    versions: ["v2", "v1", "v1beta1", "v1alpha2", "v1alpha1"].map((version) => ({ version })),
  });
});
