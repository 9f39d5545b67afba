import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";

const version = (name: string): object => ({
  name,
  served: true,
  storage: name === "v1",
  schema: { openAPIV3Schema: { type: "object" } },
});

test("an object in another version than the stored one is neither written nor shown without its webhook", () => {
  const simulation = new Simulation();
  const cluster = createCluster({ environment: simulation });
  cluster.create({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.example.com" },
    spec: {
      group: "example.com",
      scope: "Cluster",
      names: { plural: "widgets", kind: "Widget" },
      conversion: {
        strategy: "Webhook",
        webhook: {
          conversionReviewVersions: ["v1"],
          clientConfig: { service: { namespace: "a", name: "b", path: "/convert" } },
        },
      },
      versions: [version("v1"), version("v2")],
    },
  });
  simulation.runReady();
  cluster.create({ apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "w" } });

  const call = 'Post "https://b.a.svc:443/convert?timeout=30s": the fake apiserver calls no';
  expect(() =>
    cluster.create({ apiVersion: "example.com/v2", kind: "Widget", metadata: { name: "x" } }),
  ).toThrow(`conversion webhook for example.com/v2, Kind=Widget failed: ${call}`);
  // Served by its best version.
  expect(() => cluster.get("widgets.example.com", "w")).toThrow(
    `conversion webhook for example.com/v1, Kind=Widget failed: ${call}`,
  );
});
