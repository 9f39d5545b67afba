import { StatusError } from "@informerlab/core";
import { expect, test } from "vitest";
import { inProcessListerWatcher } from "../transports/in-process.ts";
import { node, nodeLab, watchNodes } from "../transports/testing/node-lab.ts";

test("a stream ends after so many frames, behind them", () => {
  const { simulation, cluster } = nodeLab();
  cluster.faults.add({ on: { verb: "watch" }, do: { close: "clean", afterEvents: 2 } });
  const seen = watchNodes(cluster);
  simulation.runReady();

  for (const name of ["a", "b", "c"]) cluster.create(node(name));

  expect(seen).toEqual(["opened", "ADDED a@2", "ADDED b@3", "closed"]);
});

test("watches that are open are struck where they stand, new ones are not", () => {
  const { simulation, cluster } = nodeLab();
  const open = watchNodes(cluster);
  simulation.runReady();

  const struck = cluster.faults.strike({ resource: "nodes" }, { expire: "event410" });
  const later = watchNodes(cluster);
  simulation.runReady();

  expect(struck).toBe(1);
  expect([open, later]).toEqual([["opened", "ERROR 410 Expired", "closed"], ["opened"]]);
});

test("a strike that waits for events comes behind them, at the watches that were open", () => {
  const { simulation, cluster } = nodeLab();
  const open = watchNodes(cluster);
  simulation.runReady();

  const struck = cluster.faults.strike({ resource: "nodes" }, { close: "clean", afterEvents: 2 });
  const later = watchNodes(cluster);
  simulation.runReady();
  for (const name of ["a", "b", "c"]) cluster.create(node(name));
  simulation.runReady();

  expect(struck).toBe(1);
  expect(open).toEqual(["opened", "ADDED a@2", "ADDED b@3", "closed"]);
  expect(later).not.toContain("closed");
});

test.each([
  ["event410", "too old resource version: 3 (5)"],
  ["event410-gone", "too old resource version: 3 (5)"],
] as const)("an expired watch is told where it stands and what is kept (%s)", (expire, message) => {
  const { simulation, cluster } = nodeLab();
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
  const { simulation, cluster } = nodeLab();
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
  const { simulation, cluster } = nodeLab();
  cluster.faults.add({ on: { open: true }, life: { after: { ms: 500 } }, do: { reset: "stream" } });
  const seen = watchNodes(cluster);

  simulation.advanceBy(499);
  expect(seen).toEqual(["opened"]);
  simulation.advanceBy(1);

  expect(seen).toEqual(["opened", "closed"]);
});

test("bookmarks are withheld, or the mark that ends the initial events", () => {
  const { simulation, cluster } = nodeLab();
  cluster.create(node("a"));
  cluster.faults.add({ do: { bookmarks: "no-initial-events-end" } });
  const seen = watchNodes(cluster, {
    sendInitialEvents: true,
    resourceVersionMatch: "NotOlderThan",
    allowWatchBookmarks: true,
  });

  simulation.advanceBy(60_000);

  expect(seen).toEqual(["opened", "ADDED a@2", "BOOKMARK @2"]);
});

test("a streaming list is refused as by a server that has none", () => {
  const { simulation, cluster } = nodeLab();
  cluster.faults.add({ do: { refuseStreamingList: true } });

  const streaming = watchNodes(cluster, {
    sendInitialEvents: true,
    resourceVersionMatch: "NotOlderThan",
  });
  const plain = watchNodes(cluster);
  simulation.runReady();

  expect([streaming, plain]).toEqual([["failed 422 Invalid"], ["opened"]]);
});

test("events are told twice, or in another order", () => {
  const { simulation, cluster } = nodeLab();
  const twice = cluster.faults.add({
    do: { duplicateEvent: true },
    life: { times: 1 },
    unsound: true,
  });
  const seen = watchNodes(cluster);
  simulation.runReady();
  cluster.create(node("a"));
  twice.remove();
  cluster.faults.add({ do: { reorderEvents: true }, life: { times: 1 }, unsound: true });
  cluster.create(node("b"));
  cluster.create(node("c"));

  expect(seen).toEqual(["opened", "ADDED a@2", "ADDED a@2", "ADDED c@4", "ADDED b@3"]);
});

test("compaction by a fault makes an old resourceVersion too old", () => {
  const { simulation, cluster } = nodeLab();
  for (const name of ["a", "b", "c"]) cluster.create(node(name));
  cluster.faults.add({ on: { verb: "watch" }, life: { times: 1 }, do: { compact: { keep: 1 } } });

  const seen = watchNodes(cluster, { resourceVersion: "2" });
  simulation.runReady();

  expect(seen).toEqual(["opened", "ERROR 410 Expired", "closed"]);
});

test.each([
  [{ do: { status: 500 } }, "not status"],
  [{ do: { expire: "http410" } }, "not expire"],
  [{ do: { bookmarks: "none" } }, "not bookmarks"],
  [{ do: { dropEvent: true }, unsound: true }, "not dropEvent"],
  [{ do: { stall: true }, life: { after: { writes: 1 } } }, "life.after in ms only"],
  [{ do: { stall: true }, life: { after: { fault: "a" } } }, "life.after in ms only"],
] as const)("what cannot strike open watches is refused: %j", (fault, problem) => {
  const { simulation, cluster } = nodeLab();
  const open = watchNodes(cluster);
  simulation.runReady();

  expect(() => cluster.faults.add({ ...fault, on: { open: true } })).toThrow(problem);
  if (!("life" in fault)) expect(() => cluster.faults.strike({}, fault.do)).toThrow(problem);

  expect([cluster.faults.list(), open]).toEqual([[], ["opened"]]);
});
