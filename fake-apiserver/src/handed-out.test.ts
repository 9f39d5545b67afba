import type { KubernetesObject } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "./fake-apiserver.ts";
import { inProcessListerWatcher } from "./transports/in-process.ts";

interface ConfigMap extends KubernetesObject {
  data: Record<string, string>;
}

const configMap = (name: string, value = "1"): ConfigMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { namespace: "default", name },
  data: { value },
});

function cluster(): { simulation: Simulation; cluster: FakeCluster } {
  const simulation = new Simulation();
  return { simulation, cluster: createCluster({ environment: simulation }) };
}

test("who changes an object that was handed out changes nothing of the cluster, and may write it", () => {
  const { cluster: made } = cluster();
  const created = made.create(configMap("a"));
  created.data["value"] = "2";
  const [listed] = made.list<ConfigMap>("configmaps", { namespace: "default" });
  if (listed !== undefined) listed.data["value"] = "3";
  const got = made.get<ConfigMap>("configmaps/default/a");
  expect(got?.data).toEqual({ value: "1" });

  made.update({ ...(got as ConfigMap), data: { value: "4" } });
  const before = made.resourceVersion;
  const again = made.get<ConfigMap>("configmaps/default/a") as ConfigMap;
  again.data["value"] = "5";
  made.update(again);

  expect(Number(made.resourceVersion)).toBe(Number(before) + 1);
  expect(
    made.history("configmaps/default/a").map(({ object }) => (object as ConfigMap).data["value"]),
  ).toEqual(["1", "4", "5"]);
  made.reset();
  expect(made.get("configmaps/default/a")).toBeUndefined();
});

test("who changes a snapshot, before or after it was restored, changes nothing of the cluster", () => {
  const { cluster: made } = cluster();
  made.create(configMap("a"));
  const snapshot = made.snapshot();
  const kept = snapshot.resources["configmaps"]?.["default/a"] as ConfigMap;
  kept.data["value"] = "2";
  expect(made.get<ConfigMap>("configmaps/default/a")?.data).toEqual({ value: "1" });

  made.restore(snapshot);
  kept.data["value"] = "3";

  expect(made.get<ConfigMap>("configmaps/default/a")?.data).toEqual({ value: "2" });
});

test("what is written while a watch hands out what waited comes behind it, and who leaves then hears no more", () => {
  const { simulation, cluster: made } = cluster();
  for (const name of ["a", "b", "c"]) made.create(configMap(name));
  const told = (stopAt?: string): string[] => {
    const events: string[] = [];
    let hasWritten = false;
    const cancel = inProcessListerWatcher(made, {
      resource: "configmaps",
      namespace: "default",
    }).watch(
      {},
      {
        opened: () => {},
        events: (batch) => {
          for (const event of batch) {
            const name = (event.object as KubernetesObject).metadata?.name ?? "";
            events.push(`${event.type} ${name}`);
            if (name === stopAt) cancel();
            if (hasWritten || stopAt !== undefined || event.type !== "ADDED") continue;
            hasWritten = true;
            made.delete("configmaps/default/c");
          }
        },
        closed: () => events.push("closed"),
        failed: () => events.push("failed"),
      },
    );
    simulation.runReady();
    return events.filter((event) => !event.endsWith("kube-root-ca.crt"));
  };

  expect(told("a")).toEqual(["ADDED a"]);
  expect([...made.apiserver.hub.watchers()]).toEqual([]);
  expect(told()).toEqual(["ADDED a", "ADDED b", "ADDED c", "DELETED c"]);
});

test("what cannot come any more rejects: arrivals at a gate that is open, watches of a cluster that is closed", async () => {
  const { cluster: made } = cluster();
  const gate = made.gate({ verb: "list" });
  const [arrived, other] = [gate.arrived(), made.gate({ verb: "get" }).arrived()];
  const watching = made.watching("pods");
  gate.open();

  await expect(arrived).rejects.toThrow("the gate is open");
  await expect(gate.arrived()).rejects.toThrow("the gate is open");
  await made.close();
  await expect(other).rejects.toThrow("the gate is open");
  await expect(watching).rejects.toThrow("the cluster was closed");
});

test("after a reset chance strikes as at first, whatever was asked and broken before", () => {
  const struck = (made: FakeCluster, simulation: Simulation): string => {
    made.faults.add({ on: { verb: "list" }, do: { status: 500 }, life: { probability: 0.5 } });
    let text = "";
    for (let turn = 0; turn < 12; turn++) {
      inProcessListerWatcher(made, { resource: "configmaps" }).list({}, (result) => {
        text += result.ok ? "0" : "1";
      });
      simulation.runReady();
    }
    return text;
  };
  const first = cluster();
  const expected = struck(first.cluster, first.simulation);
  const second = cluster();
  second.cluster.faults.add({ on: { verb: "list" }, do: { status: 500 } });
  for (let turn = 0; turn < 3; turn++)
    second.cluster.apiserver.performDirect({
      verb: "list",
      definition: second.cluster.apiserver.definitionOf("configmaps"),
      client: "somebody",
    });
  second.cluster.reset();

  expect(struck(second.cluster, second.simulation)).toBe(expected);
});
