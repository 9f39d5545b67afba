import { type InformerClient, SharedInformerFactory } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import { createCluster, inProcessListerWatcher } from "@informerlab/fake-apiserver";
import { expect, test } from "vitest";
import { checkInvariants, violationsOf } from "./judge.ts";

test("informers of two namespaces in one program break no rule by what they did not ask for", () => {
  const simulation = new Simulation();
  const records: TraceRecord<TraceFact>[] = [];
  simulation.trace.subscribe((record) => records.push(record));
  const cluster = createCluster({ environment: simulation });
  const client: InformerClient = {
    environment: simulation,
    listerWatcherFor: (_environment, { resource, namespace }) =>
      inProcessListerWatcher(cluster, {
        resource: resource.resource,
        ...(namespace === undefined ? {} : { namespace }),
      }),
  };
  const configMap = (namespace: string, name: string) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { namespace, name },
  });
  const namespaces = ["a", "b"];
  for (const name of namespaces) {
    cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
    cluster.create(configMap(name, "c1"));
  }
  const listers = namespaces.map((namespace) => {
    const factory = new SharedInformerFactory(client, { namespace });
    const { configMaps } = factory.core.v1;
    configMaps.informer().addEventHandler({ onAdd: () => {} });
    factory.start();
    return configMaps.lister();
  });
  simulation.advanceBy(1000);
  for (const namespace of namespaces) {
    cluster.create(configMap(namespace, "c2"));
    cluster.delete(`configmaps/${namespace}/c1`);
    simulation.advanceBy(1000);
  }

  const verdicts = checkInvariants(records);

  expect(listers.map((lister) => lister.list().map(({ metadata }) => metadata?.name))).toEqual([
    ["c2"],
    ["c2"],
  ]);
  expect(violationsOf(verdicts)).toEqual([]);
  expect(verdicts.find(({ invariant }) => invariant === "L3")?.verdict).toBe("holds");
});
