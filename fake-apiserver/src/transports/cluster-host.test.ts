import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../fake-apiserver.ts";
import { until } from "./admin/until.ts";
import { ClusterHost } from "./cluster-host.ts";
import { ControlledClock } from "./controlled-clock.ts";

test("who waits is answered in time, though the time of the cluster stands still", async () => {
  const simulation = new Simulation();
  const clock = new ControlledClock(simulation);
  clock.pause();
  const environment = {
    clock,
    scheduler: simulation.scheduler,
    random: simulation.random,
    trace: simulation.trace,
  };
  const host = new ClusterHost({
    environment,
    hostClock: simulation.clock,
    create: () => createCluster({ environment }),
  });
  const call = {
    parameters: {},
    query: new Map([["wait", "5s"]]),
    body: undefined,
    signal: new AbortController().signal,
  };

  const waiting = until(host, call, () => false);
  simulation.advanceBy(5_000);

  expect(await waiting).toBe(false);
});
