import type { KubernetesObject } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { textOf, valueAt } from "../../../codec/json/plain-object.ts";
import { createCluster } from "../../../fake-apiserver.ts";

// As kubernetes' own TestServiceAlloc asks of the real server.
test.for([
  ["10.0.0.0/29", 6],
  ["10.0.0.0/26", 62],
] as const)(
  "services have the addresses of %s, those that people choose at last, and then no more",
  ([serviceClusterIpRange, count]) => {
    const cluster = createCluster({
      environment: new Simulation(),
      settings: { serviceClusterIpRange },
    });
    const create = (name: string): KubernetesObject =>
      cluster.create({
        apiVersion: "v1",
        kind: "Service",
        metadata: { name, namespace: "default" },
        spec: { ports: [{ port: 80 }] },
      } as KubernetesObject);
    const addresses = new Set(
      cluster.list("services").map((service) => textOf(valueAt(service, "spec", "clusterIP"))),
    );

    while (addresses.size < count)
      addresses.add(textOf(valueAt(create(`s${addresses.size}`), "spec", "clusterIP")));

    expect(addresses).not.toContain("");
    expect(() => create("fail")).toThrow(
      "Internal error occurred: failed to allocate a serviceIP: range is full",
    );
  },
);
