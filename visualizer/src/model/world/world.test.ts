import { expect, test } from "vitest";
import { TraceBuilder } from "../../../demo/trace-builder.ts";
import type { View } from "../../layout/marks/scene.ts";
import { sceneOf } from "../../layout/stage/stage.ts";
import { TraceLog } from "../../trace/trace-log.ts";
import { Timeline } from "../timeline/timeline.ts";

const ref = { resource: "nodes", key: "n1", resourceVersion: "5" };
const view: View = { width: 1200, language: "en" };

function timelineOf(build: (trace: TraceBuilder) => void): Timeline {
  const trace = new TraceBuilder();
  build(trace);
  return new Timeline(new TraceLog(trace.toFile()));
}

test("DF-3: of two adjacent deletes the one that knows more stays in the picture", () => {
  const timeline = timelineOf((trace) => {
    trace.step(0, "reflector/nodes");
    trace.emit({
      kind: "queue.enqueued",
      informer: "nodes",
      type: "Deleted",
      ref,
      isTombstone: true,
      length: 1,
    });
    trace.emit({ kind: "queue.enqueued", informer: "nodes", type: "Deleted", ref, length: 1 });
    trace.emit({ kind: "queue.compressed", informer: "nodes", ref });
  });
  const queued = sceneOf(timeline, 3, view).items.filter(({ lane }) => lane === "queue");
  expect(queued.map(({ label }) => label)).toEqual(["Deleted n1 5"]);
});

test("WQ-2: a key asked for again while it waits is one chip that counts", () => {
  const timeline = timelineOf((trace) => {
    trace.step(0, "handler");
    trace.emit({ kind: "workqueue.added", queue: "q", key: "n1", depth: 1 });
    trace.emit({
      kind: "workqueue.collapsed",
      queue: "q",
      key: "n1",
      where: "queued",
      wasDirty: true,
    });
  });
  expect(sceneOf(timeline, 2, view).items.map(({ label }) => label)).toEqual(["queue: n1 ×2"]);
});

test("WQ-5: a key changed while a worker has it is dirty and comes again after done", () => {
  const timeline = timelineOf((trace) => {
    trace.step(0, "worker/1");
    trace.emit({ kind: "workqueue.added", queue: "q", key: "n1", depth: 1 });
    trace.emit({ kind: "workqueue.got", queue: "q", key: "n1", depth: 0 });
    trace.emit({ kind: "reconcile.started", queue: "q", worker: "worker-1", key: "n1" });
    trace.emit({
      kind: "workqueue.collapsed",
      queue: "q",
      key: "n1",
      where: "processing",
      wasDirty: false,
    });
    trace.emit({ kind: "workqueue.done", queue: "q", key: "n1", isRequeued: true, depth: 1 });
  });
  const queue = timeline.worldAt(4).queues.get("q");
  expect([...(queue?.dirty.keys() ?? [])]).toEqual(["n1"]);
  expect(queue?.processing.get("n1")?.worker).toBe("worker-1");
  const after = timeline.worldAt(5);
  expect(after.queues.get("q")?.queue.map(({ key }) => key)).toEqual(["n1"]);
  expect(after.workers.get("worker-1")?.key).toBeUndefined();
});

test("DQ-3: a waiting key leaves the waiting room when it is due, not when somebody adds it before", () => {
  const timeline = timelineOf((trace) => {
    trace.step(0, "worker/1");
    trace.emit({
      kind: "workqueue.delayed",
      queue: "q",
      key: "n1",
      delayMs: 100,
      dueAt: trace.startAt + 100,
    });
    trace.step(50, "handler");
    trace.emit({ kind: "workqueue.added", queue: "q", key: "n1", depth: 1 });
    trace.step(100, "q");
    trace.emit({
      kind: "workqueue.collapsed",
      queue: "q",
      key: "n1",
      where: "queued",
      wasDirty: true,
    });
  });
  expect(timeline.worldAt(2).queues.get("q")?.delayed.size).toBe(1);
  expect(timeline.worldAt(3).queues.get("q")?.delayed.size).toBe(0);
});

test("events still on the wire are gone when the watch has ended", () => {
  const timeline = timelineOf((trace) => {
    trace.step(0, "reflector/nodes");
    trace.emit({
      kind: "reflector.watch-requested",
      informer: "nodes",
      options: { resourceVersion: "4" },
    });
    trace.emit({
      kind: "server.watch-opened",
      watch: "w",
      resource: "nodes",
      resourceVersion: "4",
      client: "nodes",
    });
    trace.emit({ kind: "server.watch-sent", watch: "w", type: "MODIFIED", ref });
    trace.emit({ kind: "reflector.watch-ended", informer: "nodes", reason: "error", events: 0 });
  });
  expect(timeline.worldAt(3).informers.get("nodes")?.inFlight.length).toBe(1);
  const after = timeline.worldAt(4).informers.get("nodes");
  expect(after?.inFlight).toEqual([]);
  expect(after?.wire.state).toBe("broken");
});

test("a popped bundle stays in the hand until its step is over", () => {
  const timeline = timelineOf((trace) => {
    trace.step(0, "reflector/nodes");
    trace.emit({
      kind: "informer.started",
      informer: "nodes",
      resource: "nodes",
      queue: "real-atomic",
      resyncPeriodMs: 0,
      indexes: [],
    });
    trace.emit({ kind: "queue.enqueued", informer: "nodes", type: "SyncAll", length: 1 });
    trace.step(1, "controller/nodes");
    trace.emit({
      kind: "queue.popped",
      informer: "nodes",
      deltas: [{ type: "SyncAll" }],
      isBatch: false,
      isInitial: false,
      length: 0,
    });
    trace.step(2, "outside");
    trace.emit({ kind: "scenario.quiet" });
  });
  expect(
    timeline
      .worldAt(3)
      .informers.get("nodes")
      ?.hand?.deltas.map(({ type }) => type),
  ).toEqual(["SyncAll"]);
  expect(timeline.worldAt(4).informers.get("nodes")?.hand).toBeUndefined();
});

test("trouble that strikes one client's watch is on that client's road, and on no other", () => {
  const clients = ["struck", "spared"];
  const timeline = timelineOf((trace) => {
    for (const [index, informer] of clients.entries()) {
      const asked = trace.step(0, `reflector/${informer}`).emit({
        kind: "reflector.watch-requested",
        informer,
        options: { resourceVersion: "5" },
      });
      trace.step(1, "server", asked).emit({
        kind: "server.watch-opened",
        watch: String(index + 1),
        resource: "nodes",
        resourceVersion: "5",
        client: informer,
      });
    }
    const fault = { kind: "fault.injected", fault: "f", action: "bookmarks" } as const;
    trace.step(2, "server").emit({ ...fault, watch: "1" });
  });
  const network = (informer: string): string =>
    JSON.stringify(
      sceneOf(timeline, timeline.length, { ...view, informer, openLane: "network" }).marks,
    );
  expect(network("struck")).toContain("no bookmarks");
  expect(network("spared")).not.toContain("no bookmarks");
});

test("a watch that has opened is watched: the picture does not say that it is still opening", () => {
  const timeline = timelineOf((trace) => {
    trace.step(0, "reflector/nodes");
    trace.emit({
      kind: "reflector.moved",
      informer: "nodes",
      from: "listing",
      to: "opening-watch",
    });
    trace.emit({ kind: "reflector.watch-opened", informer: "nodes" });
  });
  const stateAt = (position: number) =>
    timeline.worldAt(position).informers.get("nodes")?.reflector.state;
  expect([stateAt(1), stateAt(2)]).toEqual(["opening-watch", "watching"]);
});
