import type { KubernetesObject, ListOptions, WatchEvent } from "@informerlab/core";
import { StatusError } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import type { TraceFact } from "@informerlab/core/trace";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../fake-apiserver.ts";
import { inProcessListerWatcher } from "../transports/in-process.ts";
import type { Fault } from "./fault.ts";

const settings = { objects: "metadata", requiresNamespaces: false } as const;

function lab(seed = 0): {
  readonly simulation: Simulation;
  readonly cluster: FakeCluster;
  readonly facts: TraceFact[];
} {
  const simulation = new Simulation({ seed });
  const facts: TraceFact[] = [];
  simulation.trace.subscribe(({ fact }) => facts.push(fact));
  return { simulation, cluster: createCluster({ environment: simulation, settings }), facts };
}

function node(name: string): KubernetesObject {
  return { apiVersion: "v1", kind: "Node", metadata: { name } };
}

function textOf(event: WatchEvent): string {
  if (event.type === "ERROR") return `ERROR ${event.object.code} ${event.object.reason}`;
  const { name = "", resourceVersion } = event.object.metadata ?? {};
  return `${event.type} ${name}@${resourceVersion}`;
}

function watch(cluster: FakeCluster, options: ListOptions = { resourceVersion: "1" }): string[] {
  const seen: string[] = [];
  inProcessListerWatcher(cluster, { resource: "nodes" }).watch(options, {
    opened: () => seen.push("opened"),
    events: (batch) => seen.push(...batch.map(textOf)),
    closed: () => seen.push("closed"),
    failed: (error) => seen.push(`failed ${describe(error)}`),
  });
  return seen;
}

function list(cluster: FakeCluster, options: ListOptions = {}): string[] {
  const seen: string[] = [];
  inProcessListerWatcher(cluster, { resource: "nodes" }).list(options, (result) => {
    seen.push(
      result.ok
        ? `${result.list.items.length}@${result.list.metadata?.resourceVersion}`
        : describe(result.error),
    );
  });
  return seen;
}

function describe(error: unknown): string {
  if (error instanceof StatusError) return `${error.status.code} ${error.status.reason}`;
  return error instanceof Error ? error.name : String(error);
}

test("a status is answered instead of the list, so often as it says", () => {
  const { simulation, cluster } = lab();
  const fault = cluster.faults.add({
    on: { verb: "list", resource: "nodes" },
    life: { times: 1 },
    do: { status: 429, retryAfterSeconds: 3 },
  });

  const [first, second] = [list(cluster), list(cluster)];
  simulation.runReady();

  expect([first, second]).toEqual([["429 TooManyRequests"], ["0@1"]]);
  expect(fault).toMatchObject({ hits: 1, isActive: false });
});

test("nth strikes exactly the occurrences that it names", () => {
  const { simulation, cluster } = lab();
  cluster.faults.add({ on: { verb: "list" }, life: { nth: [2, 4] }, do: { status: 500 } });

  const answers = [1, 2, 3, 4, 5].map(() => list(cluster));
  simulation.runReady();

  expect(answers.flat()).toEqual(["0@1", "500 InternalError", "0@1", "500 InternalError", "0@1"]);
});

test("latency holds a request back in the environment's time", () => {
  const { simulation, cluster } = lab();
  cluster.faults.add({ on: { verb: "list" }, do: { latency: 200 } });
  const seen = list(cluster);

  simulation.advanceBy(199);
  expect(seen).toEqual([]);
  simulation.advanceBy(1);

  expect(seen).toEqual(["0@1"]);
});

test("an ambiguous write is done and its answer lost", () => {
  const { cluster } = lab();
  cluster.faults.add({ on: { verb: "create" }, do: { loseResponse: true } });
  let outcome = "";

  cluster.apiserver.serve(
    {
      verb: "create",
      definition: cluster.apiserver.definitionOf("nodes"),
      client: "writer",
      body: { content: node("a"), mediaType: "application/json" },
    },
    ({ kind }) => {
      outcome = kind;
    },
  );

  expect(outcome).toBe("reset");
  expect(cluster.get("nodes/a")).toBeDefined();
});

test.each<[string, Fault["do"], readonly string[]]>([
  ["410 in the stream", { expire: "event410" }, ["opened", "ERROR 410 Expired", "closed"]],
  [
    "410 as old servers say it",
    { expire: "event410-gone" },
    ["opened", "ERROR 410 Gone", "closed"],
  ],
  ["HTTP 410", { expire: "http410" }, ["failed 410 Expired"]],
  [
    "an error in the stream",
    { errorEvent: 503 },
    ["opened", "ERROR 503 ServiceUnavailable", "closed"],
  ],
  ["a clean end at once", { close: "clean" }, ["opened", "closed"]],
  ["a reset at once", { reset: "stream" }, ["opened", "closed"]],
  ["a refused connection", { reset: "before-headers" }, ["failed ConnectionResetError"]],
  ["silence", { stall: true }, ["opened"]],
])("a new watch meets %s", (_name, action, expected) => {
  const { simulation, cluster } = lab();
  cluster.faults.add({ on: { verb: "watch" }, do: action });

  const seen = watch(cluster);
  simulation.runReady();
  cluster.create(node("a"));

  expect(seen).toEqual(expected);
});

test("a stream ends after so many frames, behind them", () => {
  const { simulation, cluster } = lab();
  cluster.faults.add({ on: { verb: "watch" }, do: { close: "clean", afterEvents: 2 } });
  const seen = watch(cluster);
  simulation.runReady();

  for (const name of ["a", "b", "c"]) cluster.create(node(name));

  expect(seen).toEqual(["opened", "ADDED a@2", "ADDED b@3", "closed"]);
});

test("watches that are open are struck where they stand, new ones are not", () => {
  const { simulation, cluster } = lab();
  const open = watch(cluster);
  simulation.runReady();

  const struck = cluster.faults.strike({ resource: "nodes" }, { expire: "event410" });
  const later = watch(cluster);
  simulation.runReady();

  expect(struck).toBe(1);
  expect([open, later]).toEqual([["opened", "ERROR 410 Expired", "closed"], ["opened"]]);
});

test.each([
  ["event410", "too old resource version: 3 (5)"],
  ["event410-gone", "too old resource version: 3 (5)"],
] as const)("an expired watch is told where it stands and what is kept (%s)", (expire, message) => {
  const { simulation, cluster } = lab();
  const told: string[] = [];
  inProcessListerWatcher(cluster, { resource: "nodes" }).watch(
    { resourceVersion: "1" },
    {
      opened: () => undefined,
      events: (batch) => {
        for (const event of batch)
          if (event.type === "ERROR") told.push(event.object.message ?? "");
      },
      closed: () => undefined,
      failed: () => undefined,
    },
  );
  simulation.runReady();
  for (const name of ["a", "b"]) cluster.create(node(name));
  simulation.runReady();
  for (const name of ["c", "d"])
    cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });

  cluster.faults.strike({ resource: "nodes" }, { expire });
  simulation.runReady();

  expect(told).toEqual([message]);
});

test("a refused watch is told the version that it asked from", () => {
  const { simulation, cluster } = lab();
  for (const name of ["a", "b", "c"]) cluster.create(node(name));
  cluster.faults.add({ on: { verb: "watch" }, do: { expire: "http410" } });
  const told: string[] = [];
  inProcessListerWatcher(cluster, { resource: "nodes" }).watch(
    { resourceVersion: "2" },
    {
      opened: () => undefined,
      events: () => undefined,
      closed: () => undefined,
      failed: (error) => told.push(error instanceof StatusError ? error.message : String(error)),
    },
  );
  simulation.runReady();

  expect(told).toEqual(["too old resource version: 2 (4)"]);
});

test("a fault on open watches waits for its time", () => {
  const { simulation, cluster } = lab();
  cluster.faults.add({ on: { open: true }, life: { after: { ms: 500 } }, do: { reset: "stream" } });
  const seen = watch(cluster);

  simulation.advanceBy(499);
  expect(seen).toEqual(["opened"]);
  simulation.advanceBy(1);

  expect(seen).toEqual(["opened", "closed"]);
});

test("bookmarks are withheld, or the mark that ends the initial events", () => {
  const { simulation, cluster } = lab();
  cluster.create(node("a"));
  cluster.faults.add({ do: { bookmarks: "no-initial-events-end" } });
  const seen = watch(cluster, {
    sendInitialEvents: true,
    resourceVersionMatch: "NotOlderThan",
    allowWatchBookmarks: true,
  });

  simulation.advanceBy(60_000);

  expect(seen).toEqual(["opened", "ADDED a@2", "BOOKMARK @2"]);
});

test("a streaming list is refused as by a server that has none", () => {
  const { simulation, cluster } = lab();
  cluster.faults.add({ do: { refuseStreamingList: true } });

  const streaming = watch(cluster, {
    sendInitialEvents: true,
    resourceVersionMatch: "NotOlderThan",
  });
  const plain = watch(cluster);
  simulation.runReady();

  expect([streaming, plain]).toEqual([["failed 422 Invalid"], ["opened"]]);
});

test("a lagging replica shows an older state to reads that allow it, and the newest to those that do not", () => {
  const { simulation, cluster } = lab();
  for (const name of ["a", "b", "c"]) cluster.create(node(name));
  cluster.faults.add({ on: { verb: ["list", "watch"] }, do: { stale: { byRevisions: 2 } } });

  const [any, consistent, atLeast] = [
    list(cluster, { resourceVersion: "0" }),
    list(cluster),
    list(cluster, { resourceVersion: "3" }),
  ];
  const resumed = watch(cluster, { resourceVersion: "0" });
  simulation.runReady();

  expect([any, consistent, atLeast]).toEqual([["1@2"], ["3@4"], ["2@3"]]);
  expect(resumed).toEqual(["opened", "ADDED a@2", "ADDED b@3", "ADDED c@4"]);
});

test("an unsound fault has to be asked for by that name", () => {
  const { simulation, cluster } = lab();

  expect(() => cluster.faults.add({ do: { dropEvent: true } })).toThrow(/unsound: true/);
  cluster.faults.add({
    on: { event: { type: "DELETED" } },
    do: { dropEvent: true },
    unsound: true,
  });
  const seen = watch(cluster);
  simulation.runReady();
  cluster.create(node("a"));
  cluster.delete("nodes/a");

  expect(seen).toEqual(["opened", "ADDED a@2"]);
});

test("events are told twice, or in another order", () => {
  const { simulation, cluster } = lab();
  const twice = cluster.faults.add({
    do: { duplicateEvent: true },
    life: { times: 1 },
    unsound: true,
  });
  const seen = watch(cluster);
  simulation.runReady();
  cluster.create(node("a"));
  twice.remove();
  cluster.faults.add({ do: { reorderEvents: true }, life: { times: 1 }, unsound: true });
  cluster.create(node("b"));
  cluster.create(node("c"));

  expect(seen).toEqual(["opened", "ADDED a@2", "ADDED a@2", "ADDED c@4", "ADDED b@3"]);
});

test("compaction by a fault makes an old resourceVersion too old", () => {
  const { simulation, cluster } = lab();
  for (const name of ["a", "b", "c"]) cluster.create(node(name));
  cluster.faults.add({ on: { verb: "watch" }, life: { times: 1 }, do: { compact: { keep: 1 } } });

  const seen = watch(cluster, { resourceVersion: "2" });
  simulation.runReady();

  expect(seen).toEqual(["opened", "ERROR 410 Expired", "closed"]);
});

test("chances hang on the name of the operation, not on how many came before", () => {
  const runs = [false, true].map((hasMore) => {
    const { cluster } = lab(7);
    cluster.faults.add({ id: "half", life: { probability: 0.5 }, do: { status: 500 } });
    const call = (operation: string): string => {
      let text = "";
      cluster.apiserver.serve(
        {
          verb: "list",
          definition: cluster.apiserver.definitionOf("nodes"),
          client: "c",
          operation,
        },
        ({ kind }) => {
          text = kind;
        },
      );
      return text;
    };
    if (hasMore) for (let extra = 0; extra < 9; extra++) call(`extra-${extra}`);
    return Array.from({ length: 20 }, (_, index) => call(`op-${index}`));
  });

  expect(runs[0]).toEqual(runs[1]);
  expect(new Set(runs[0])).toEqual(new Set(["list", "status"]));
});

test("after another fault, after a time, until writes: a fault knows when it is in force", () => {
  const { simulation, cluster } = lab();
  cluster.faults.add({
    id: "first",
    on: { verb: "list" },
    life: { after: { ms: 10 }, times: 1 },
    do: { status: 500 },
  });
  cluster.faults.add({
    id: "second",
    on: { verb: "list" },
    life: { after: { fault: "first" }, until: { writes: 1 } },
    do: { status: 503 },
  });
  const seen: string[][] = [];
  const ask = (): void => {
    seen.push(list(cluster));
    simulation.runReady();
  };

  ask();
  simulation.advanceBy(10);
  ask();
  ask();
  cluster.create(node("a"));
  ask();

  expect(seen.flat()).toEqual(["0@1", "500 InternalError", "503 ServiceUnavailable", "1@2"]);
});

test("a transport that cannot express a fault refuses it, whoever comes first", () => {
  const { cluster } = lab();
  cluster.faults.registerTransport({ name: "msw", cannot: ["reset"] });

  expect(() => cluster.faults.add({ do: { reset: "stream" } })).toThrow(
    /the msw transport cannot express reset/,
  );
  cluster.faults.add({ do: { stall: true } });
  expect(() => cluster.faults.registerTransport({ name: "mail", cannot: ["stall"] })).toThrow(
    /mail/,
  );
});

test("what strikes stands in the trace and in the journal", () => {
  const { simulation, cluster, facts } = lab();
  cluster.faults.add({ id: "busy", on: { verb: "list" }, do: { status: 429 } });

  list(cluster);
  simulation.runReady();

  expect(facts).toContainEqual({
    kind: "fault.injected",
    fault: "busy",
    action: "status",
    request: "1",
  });
  expect(cluster.requests.of("list nodes")).toMatchObject([{ code: 429, faults: ["busy"] }]);
});

test.each<[unknown, RegExp]>([
  [{ do: {} }, /exactly one thing/],
  [{ do: { status: 500, stall: true } }, /exactly one thing/],
  [{ do: { explode: true } }, /possible are latency/],
])("%j is no fault, and the error says why", (fault, message) => {
  const { cluster } = lab();

  expect(() => cluster.faults.add(fault as Fault)).toThrow(message);
});

test("a gate holds a request until it is released; its answer is of then", () => {
  const { simulation, cluster } = lab();
  const gate = cluster.gate({ verb: "list", resource: "nodes" });
  const seen = list(cluster);
  simulation.runReady();
  expect(gate.waiting).toBe(1);
  cluster.create(node("a"));

  gate.release();
  simulation.runReady();

  expect(seen).toEqual(["1@2"]);
});

test("a gate at the answer holds what was read before", () => {
  const { simulation, cluster } = lab();
  const gate = cluster.gate({ verb: "list" }, "response");
  const seen = list(cluster);
  simulation.runReady();
  cluster.create(node("a"));

  gate.open();
  simulation.runReady();

  expect(seen).toEqual(["0@1"]);
});

test("discovery and health fail like everything else", () => {
  const { cluster } = lab();
  cluster.faults.add({ on: { resource: "/apis*" }, do: { status: 503 } });
  const statusOf = (path: string): number | undefined => {
    let status: number | undefined;
    cluster.apiserver.handle(
      { method: "GET", path, query: [], headers: {}, client: "c" },
      (response) => {
        status = response.status;
      },
    );
    return status;
  };

  expect([statusOf("/apis/apps/v1"), statusOf("/healthz")]).toEqual([503, 200]);
  expect(cluster.requests.count("get /healthz")).toBe(1);
});

test.each<[unknown, string]>([
  [undefined, "a fault must be an object with id, on, life, do, unsound, found undefined"],
  [{ on: { verb: "list" } }, 'a fault needs "do": what happens, such as {"status": 500}'],
  [
    { when: {}, do: { status: 503 } },
    'a fault knows no "when"; it takes id, on, life, do, unsound',
  ],
  [
    { on: { verb: "lisst" }, do: { status: 503 } },
    'on.verb must be "get" or "list" or "watch" or "create" or "update" or "patch" or "delete" or "deletecollection", found "lisst"',
  ],
  [
    { on: { kind: "pods" }, do: { status: 503 } },
    'on knows no "kind"; it takes verb, resource, unserved, namespace, name, client, query, event, open',
  ],
  [{ do: { status: 99 } }, "do.status must be an HTTP status from 400 to 599, found 99"],
  [{ do: { status: 503, latency: 1 } }, "a fault does exactly one thing"],
  [{ do: { explode: true } }, "a fault does exactly one thing"],
  [
    { do: { status: 503, afterMs: 1 } },
    'do knows no "afterMs"; it takes status, reason, message, retryAfterSeconds',
  ],
  [{ do: { latency: { min: 9, max: 1 } } }, "do.latency must have a min that is not above its max"],
  [
    { do: { status: 503 }, life: { times: -1 } },
    "life.times must be a whole number, 1 or more, found -1",
  ],
  [
    { do: { status: 503 }, life: { probability: 7 } },
    "life.probability must be a chance from 0 to 1, found 7",
  ],
  [
    { do: { status: 503 }, life: { after: { ms: 1, writes: 2 } } },
    "life.after must be an object with one of ms, resourceVersion, writes, fault",
  ],
  [{ do: { expire: "410" } }, 'do.expire must be "http410" or "event410"'],
])("what is no fault is refused by name and place: %j", (value, message) => {
  const { cluster } = lab();

  expect(() => cluster.faults.add(value as Fault)).toThrow(message);
  expect(cluster.faults.isEmpty).toBe(true);
});
