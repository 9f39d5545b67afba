import { type InformerClient, SharedInformerFactory } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import {
  createCluster,
  type FakeCluster,
  inProcessListerWatcher,
} from "@informerlab/fake-apiserver";
import { beforeEach, expect, test } from "vitest";
import { checkInvariants, violationsOf } from "./judge.ts";

const configMap = (namespace: string, name: string) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { namespace, name },
});

let simulation: Simulation;
let cluster: FakeCluster;
let records: TraceRecord<TraceFact>[];
let client: InformerClient;

beforeEach(() => {
  simulation = new Simulation();
  records = [];
  simulation.trace.subscribe((record) => records.push(record));
  cluster = createCluster({ environment: simulation });
  for (const name of ["a", "b"]) {
    cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
    cluster.create(configMap(name, "c1"));
  }
  client = {
    environment: simulation,
    listerWatcherFor: (_environment, { resource, namespace }) =>
      inProcessListerWatcher(cluster, {
        resource: resource.resource,
        ...(namespace === undefined ? {} : { namespace }),
      }),
  };
});

/** Starts a factory's informer of ConfigMaps; the answer are the names that it has. */
function started(options: ConstructorParameters<typeof SharedInformerFactory>[1]) {
  const factory = new SharedInformerFactory(client, options);
  const { configMaps } = factory.core.v1;
  configMaps.informer().addEventHandler({ onAdd: () => {} });
  factory.start();
  return () =>
    configMaps
      .lister()
      .list()
      .map(({ metadata }) => `${metadata?.namespace}/${metadata?.name}`);
}

function changeAll(): void {
  simulation.advanceBy(1000);
  for (const namespace of ["a", "b"]) {
    cluster.create(configMap(namespace, "c2"));
    cluster.delete(`configmaps/${namespace}/c1`);
    simulation.advanceBy(1000);
  }
}

test("informers of two namespaces in one program break no rule by what they did not ask for", () => {
  const ofA = started({ namespace: "a" });
  const ofB = started({ namespace: "b" });
  changeAll();

  const verdicts = checkInvariants(records);

  expect([ofA(), ofB()]).toEqual([["a/c2"], ["b/c2"]]);
  expect(violationsOf(verdicts)).toEqual([]);
  expect(verdicts.find(({ invariant }) => invariant === "L3")?.verdict).toBe("holds");
});

test("what a program makes of objects before they are stored is its own", () => {
  const names = started({
    transform: ({ metadata: { managedFields: _managedFields, ...metadata } = {}, ...object }) => ({
      ...object,
      metadata,
    }),
  });
  changeAll();

  const verdicts = checkInvariants(records);

  expect(names()).toEqual(expect.arrayContaining(["a/c2", "b/c2"]));
  expect(violationsOf(verdicts)).toEqual([]);
});
