import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../fake-apiserver.ts";

const event = (name: string, count = 1) => ({
  apiVersion: "v1",
  kind: "Event",
  metadata: { name, namespace: "default" },
  involvedObject: { kind: "Pod", namespace: "default", name: "p" },
  count,
});

const minuteMs = 60_000;

test("events go some time after they were last written", () => {
  const simulation = new Simulation();
  const cluster = createCluster({
    environment: simulation,
    settings: { eventTtlMs: 10 * minuteMs },
  });
  const namesIn = (minutes: number): readonly (string | undefined)[] => {
    simulation.advanceBy(minutes * minuteMs);
    return cluster.list("events").map(({ metadata }) => metadata?.name);
  };

  cluster.create(event("once"));
  cluster.create(event("again"));
  simulation.advanceBy(5 * minuteMs);
  cluster.update(event("again", 2));

  expect(namesIn(4)).toEqual(["again", "once"]);
  expect(namesIn(2)).toEqual(["again"]);
  expect(namesIn(5)).toEqual([]);
});

test("what a snapshot brings back goes as well, and what it lacks is forgotten", () => {
  const simulation = new Simulation();
  const cluster = createCluster({
    environment: simulation,
    settings: { eventTtlMs: 10 * minuteMs },
  });
  cluster.create(event("kept"));
  const snapshot = cluster.snapshot();
  cluster.delete("events/default/kept");
  cluster.create(event("lost"));
  cluster.restore(snapshot);

  simulation.advanceBy(9 * minuteMs);
  expect(cluster.list("events").map(({ metadata }) => metadata?.name)).toEqual(["kept"]);
  simulation.advanceBy(2 * minuteMs);
  expect(cluster.list("events")).toEqual([]);
});

test("they stay where no time is said", () => {
  const simulation = new Simulation();
  const cluster = createCluster({ environment: simulation });
  cluster.create(event("once"));

  simulation.advanceBy(10_000 * minuteMs);

  expect(cluster.list("events")).toHaveLength(1);
});
