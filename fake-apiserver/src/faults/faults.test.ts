import { expect, test } from "vitest";
import { inProcessListerWatcher } from "../transports/in-process.ts";
import { listNodes, node, nodeLab, watchNodes } from "../transports/testing/node-lab.ts";
import type { Fault } from "./fault.ts";

test("a status is answered instead of the list, so often as it says", () => {
  const { simulation, cluster } = nodeLab();
  const fault = cluster.faults.add({
    on: { verb: "list", resource: "nodes" },
    life: { times: 1 },
    do: { status: 429, retryAfterSeconds: 3 },
  });

  const [first, second] = [listNodes(cluster), listNodes(cluster)];
  simulation.runReady();

  expect([first, second]).toEqual([["429 TooManyRequests"], ["0@1"]]);
  expect(fault).toMatchObject({ hits: 1, isActive: false });
});

test("nth strikes exactly the occurrences that it names", () => {
  const { simulation, cluster } = nodeLab();
  cluster.faults.add({ on: { verb: "list" }, life: { nth: [2, 4] }, do: { status: 500 } });

  const answers = [1, 2, 3, 4, 5].map(() => listNodes(cluster));
  simulation.runReady();

  expect(answers.flat()).toEqual(["0@1", "500 InternalError", "0@1", "500 InternalError", "0@1"]);
});

test("latency holds a request back in the environment's time", () => {
  const { simulation, cluster } = nodeLab();
  cluster.faults.add({ on: { verb: "list" }, do: { latency: 200 } });
  const seen = listNodes(cluster);

  simulation.advanceBy(199);
  expect(seen).toEqual([]);
  simulation.advanceBy(1);

  expect(seen).toEqual(["0@1"]);
});

test("an ambiguous write is done and its answer lost", () => {
  const { cluster } = nodeLab();
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
  const { simulation, cluster } = nodeLab();
  cluster.faults.add({ on: { verb: "watch" }, do: action });

  const seen = watchNodes(cluster);
  simulation.runReady();
  cluster.create(node("a"));

  expect(seen).toEqual(expected);
});

test("a lagging replica shows an older state to reads that allow it, and the newest to those that do not", () => {
  const { simulation, cluster } = nodeLab();
  for (const name of ["a", "b", "c"]) cluster.create(node(name));
  cluster.faults.add({ on: { verb: ["list", "watch"] }, do: { stale: { byRevisions: 2 } } });

  const [any, consistent, atLeast] = [
    listNodes(cluster, { resourceVersion: "0" }),
    listNodes(cluster),
    listNodes(cluster, { resourceVersion: "3" }),
  ];
  const resumed = watchNodes(cluster, { resourceVersion: "0" });
  const streamed = watchNodes(cluster, {
    resourceVersion: "",
    resourceVersionMatch: "NotOlderThan",
    sendInitialEvents: true,
    allowWatchBookmarks: true,
  });
  simulation.runReady();

  expect([any, consistent, atLeast]).toEqual([["1@2"], ["3@4"], ["2@3"]]);
  expect(resumed).toEqual(["opened", "ADDED a@2", "ADDED b@3", "ADDED c@4"]);
  // Without a version it is consistent: all that there is, and a bookmark at the newest.
  expect(streamed.slice(0, 4)).toEqual(["opened", "ADDED a@2", "ADDED b@3", "ADDED c@4"]);
  expect(streamed[4]).toMatch(/@4$/);
});

test("an unsound fault has to be asked for by that name", () => {
  const { simulation, cluster } = nodeLab();

  expect(() => cluster.faults.add({ do: { dropEvent: true } })).toThrow(/unsound: true/);
  cluster.faults.add({
    on: { event: { type: "DELETED" } },
    do: { dropEvent: true },
    unsound: true,
  });
  const seen = watchNodes(cluster);
  simulation.runReady();
  cluster.create(node("a"));
  cluster.delete("nodes/a");

  expect(seen).toEqual(["opened", "ADDED a@2"]);
});

test("chances hang on the name of the operation, not on how many came before", () => {
  const runs = [false, true].map((hasMore) => {
    const { cluster } = nodeLab(7);
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
  const { simulation, cluster } = nodeLab();
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
    seen.push(listNodes(cluster));
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

test("a fault without a name takes none that somebody has given", () => {
  const { cluster } = nodeLab();
  cluster.faults.add({ id: "fault-1", do: { status: 500 } });
  cluster.faults.add({ id: "strike-2", do: { status: 500 } });

  const { id } = cluster.faults.add({ do: { status: 503 } });
  const struck = cluster.faults.strike({}, { close: "clean" });

  expect([id, struck]).toEqual(["fault-2", 0]);
});

test("a plan of which one fault is wrong leaves all faults as they were", () => {
  const { cluster } = nodeLab();
  cluster.faults.add({ id: "before", do: { status: 500 } });
  const ids = (): readonly string[] => cluster.faults.list().map(({ id }) => id);

  expect(() =>
    cluster.faults.plan([{ id: "a", do: { status: 500 } }, { do: { dropEvent: true } }]),
  ).toThrow("dropEvent breaks a promise");
  expect(() => cluster.faults.plan(["a", "a"].map((id) => ({ id, do: { status: 500 } })))).toThrow(
    'there is a fault named "a" already',
  );
  expect(ids()).toEqual(["before"]);

  cluster.faults.plan([{ id: "a", do: { status: 500 } }]);
  expect(ids()).toEqual(["a"]);
});

test("a pattern is held against the name of a client in one walk, however many stars it has", () => {
  const { simulation, cluster } = nodeLab();
  const hits = (client: string, name: string): number => {
    const fault = cluster.faults.add({ on: { client }, do: { latency: 0 } });
    inProcessListerWatcher(cluster, { resource: "nodes", client: name }).list({}, () => undefined);
    simulation.runReady();
    fault.remove();
    return fault.hits;
  };

  expect(hits("a*b*c", "a-b-c")).toBe(1);
  expect(hits("a*b*b", "a-b")).toBe(0);
  expect(hits("*b*", "abc")).toBe(1);
  expect(hits("ab*bc", "abc")).toBe(0);
  expect(hits("**", "")).toBe(1);
  expect(hits(`${"*a".repeat(20)}*b*`, "a".repeat(200_000))).toBe(0);
});

test("a transport that cannot express a fault refuses it, whoever comes first", () => {
  const { cluster } = nodeLab();
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
  const { simulation, cluster, facts } = nodeLab();
  cluster.faults.add({ id: "busy", on: { verb: "list" }, do: { status: 429 } });

  listNodes(cluster);
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
  const { cluster } = nodeLab();

  expect(() => cluster.faults.add(fault as Fault)).toThrow(message);
});

test("a gate holds a request until it is released; its answer is of then", () => {
  const { simulation, cluster } = nodeLab();
  const gate = cluster.gate({ verb: "list", resource: "nodes" });
  const seen = listNodes(cluster);
  simulation.runReady();
  expect(gate.waiting).toBe(1);
  cluster.create(node("a"));

  gate.release();
  simulation.runReady();

  expect(seen).toEqual(["1@2"]);
});

test("a gate at the answer holds what was read before", () => {
  const { simulation, cluster } = nodeLab();
  const gate = cluster.gate({ verb: "list" }, "response");
  const seen = listNodes(cluster);
  simulation.runReady();
  cluster.create(node("a"));

  gate.open();
  simulation.runReady();

  expect(seen).toEqual(["0@1"]);
});

test("discovery and health fail like everything else", () => {
  const { cluster } = nodeLab();
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
  const { cluster } = nodeLab();

  expect(() => cluster.faults.add(value as Fault)).toThrow(message);
  expect(cluster.faults.isEmpty).toBe(true);
});
