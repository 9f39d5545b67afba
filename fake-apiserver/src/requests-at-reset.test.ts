import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "./fake-apiserver.ts";
import type { ApiResponse } from "./request/read/api-request.ts";

const maps = "/api/v1/namespaces/default/configmaps";

/** A cluster in virtual time, and what its clients have been answered: codes, or what broke. */
function lab() {
  const simulation = new Simulation();
  const cluster = createCluster({ environment: simulation });
  const answers: (number | string)[] = [];
  const ask = (method: string, target: string, body?: object): void => {
    const [path = "", query = ""] = target.split("?");
    const told = ({ status, body: { kind } }: ApiResponse): void => {
      answers.push(kind === "reset" ? "broken" : status);
    };
    const headers = { "content-type": "application/json" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const call = { method, path, query: [...new URLSearchParams(query)], headers, client: "test" };
    cluster.apiserver.handle({ ...call, ...sent }, told);
    simulation.runReady();
  };
  return { simulation, cluster, answers, ask };
}

test("what was asked before a reset and is not done yet is not done afterwards: its connection breaks", () => {
  const { simulation, cluster, answers, ask } = lab();
  cluster.faults.add({ on: { verb: "create" }, do: { latency: 1000 } });
  cluster.faults.add({ on: { verb: "list" }, do: { latency: 1000, at: "response" } });
  ask("POST", maps, { metadata: { name: "late" } });
  ask("GET", maps);
  ask("GET", `${maps}?resourceVersion=99999`);
  ask(
    "GET",
    `${maps}?watch=true&resourceVersion=99999&sendInitialEvents=true&resourceVersionMatch=NotOlderThan`,
  );
  expect([answers, cluster.requests.inFlight]).toEqual([[], 3]);

  cluster.reset();
  expect(cluster.requests.inFlight).toBe(0);
  simulation.advanceTo(simulation.clock.now() + 60_000);

  expect(answers).toEqual(["broken", "broken", "broken", "broken"]);
  expect(cluster.get("configmaps/default/late")).toBeUndefined();
  expect(cluster.requests.length).toBe(0);
});

test("what a gate has held goes on at a reset, and is gone with all that was there", () => {
  const { cluster, answers, ask } = lab();
  cluster.gate({ verb: "create" });
  ask("POST", maps, { metadata: { name: "held" } });

  cluster.reset();

  expect(answers).toEqual([201]);
  expect(cluster.get("configmaps/default/held")).toBeUndefined();
});

test("who is answered at once, or has gone, is not waited for", () => {
  const { cluster, answers, ask } = lab();
  ask("GET", maps);

  expect(cluster.apiserver.unanswered.size).toBe(0);
  cluster.reset();
  expect(answers).toEqual([200]);
});
