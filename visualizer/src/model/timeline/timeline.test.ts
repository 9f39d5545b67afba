import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { exampleTrace } from "../../../demo/example-trace.ts";
import { repeated, TraceBuilder } from "../../../demo/trace-builder.ts";
import type { View } from "../../layout/marks/scene.ts";
import { sceneOf } from "../../layout/stage/stage.ts";
import { TraceLog } from "../../trace/trace-log.ts";
import { Timeline } from "./timeline.ts";

const flavours = ["delta", "real", "real-atomic"] as const;
const view: View = { width: 1200, language: "en" };

test("the drawing at a position is the same after any walk to it", () => {
  for (const queue of flavours) {
    const trace = exampleTrace({ queue });
    const walked = new Timeline(new TraceLog(trace));
    const last = trace.records.length;
    fc.assert(
      fc.property(fc.array(fc.nat({ max: last }), { minLength: 1, maxLength: 6 }), (walk) => {
        for (const position of walk) walked.worldAt(position);
        const target = walk.at(-1) ?? 0;
        const direct = sceneOf(new Timeline(new TraceLog(trace)), target, view);
        expect(sceneOf(walked, target, view)).toEqual(direct);
      }),
      { numRuns: 40, seed: 7 },
    );
  }
});

test("seeking across keyframes gives the world that a walk from the start gives", () => {
  const file = repeated(exampleTrace(), 20);
  const seeking = new Timeline(new TraceLog(file));
  const walking = new Timeline(new TraceLog(file));
  for (const position of [5000, 12, 4096, 1024, 1025, 3000, 0, file.records.length]) {
    const sought = JSON.stringify(sceneOf(seeking, position, view));
    for (let step = Math.max(0, position - 3); step < position; step += 1) walking.worldAt(step);
    expect(sought).toBe(JSON.stringify(sceneOf(walking, position, view)));
  }
});

test("a seek folds no more records than lie between two keyframes, however long the trace; going on folds what is new", () => {
  const log = new TraceLog(repeated(exampleTrace(), 40));
  const timeline = new Timeline(log);
  const read = vi.spyOn(log, "recordAt");
  const foldedBy = (position: number): number => {
    read.mockClear();
    timeline.worldAt(position);
    // Folds go forward only; what a fold reads back to find a cause is not counted.
    let newest = -1;
    let folded = 0;
    for (const [at] of read.mock.calls) {
      if (at > newest) folded += 1;
      newest = Math.max(newest, at);
    }
    return folded;
  };
  let position = 1;
  let most = 0;
  for (let index = 0; index < 60; index += 1) {
    position = (position * 48_271) % 2_147_483_647;
    most = Math.max(most, foldedBy(position % log.length));
  }
  expect(most).toBeGreaterThan(100);
  expect(most).toBeLessThanOrEqual(1024);
  foldedBy(5000);
  expect(foldedBy(5001)).toBe(1);
  expect(foldedBy(5001)).toBe(0);
});

test("the cache drawn at the end is the one the store's own facts describe", () => {
  for (const queue of flavours) {
    const trace = exampleTrace({ queue });
    const expected = new Map<string, string | undefined>();
    for (const { fact } of trace.records) {
      if (fact.kind === "store.replaced") {
        expected.clear();
        for (const ref of fact.refs) expected.set(ref.key, ref.resourceVersion);
      } else if (fact.kind === "store.changed") {
        if (fact.change === "deleted") expected.delete(fact.ref.key);
        else expected.set(fact.ref.key, fact.ref.resourceVersion);
      }
    }
    const scene = sceneOf(new Timeline(new TraceLog(trace)), trace.records.length, view);
    const drawn = scene.items.filter(({ lane }) => lane === "indexer").map(({ label }) => label);
    expect(drawn.sort()).toEqual([...expected].map(([key, version]) => `${key} ${version}`).sort());
  }
});

test("a hop ends behind the last of the equal facts of one step", () => {
  const trace = exampleTrace();
  const timeline = new Timeline(new TraceLog(trace));
  const first = trace.records.findIndex(({ fact }) => fact.kind === "queue.enqueued") + 1;
  const end = timeline.stepFrom(first - 1, 1, "hop");
  expect(trace.records.slice(first - 1, end).map(({ fact }) => fact.kind)).toEqual(
    Array.from({ length: 5 }, () => "queue.enqueued"),
  );
  expect(timeline.groupStart(end)).toBe(first - 1);
});

test("steps of every size lead through the whole trace and back to the start", () => {
  const timeline = new Timeline(new TraceLog(exampleTrace()));
  for (const size of ["line", "hop", "beat"] as const) {
    const forwards: number[] = [0];
    while ((forwards.at(-1) ?? 0) < timeline.length)
      forwards.push(timeline.stepFrom(forwards.at(-1) ?? 0, 1, size));
    let position = timeline.length;
    const backwards: number[] = [position];
    while (position > 0) {
      position = timeline.stepFrom(position, -1, size);
      backwards.push(position);
    }
    expect(backwards.reverse()).toEqual(forwards);
  }
});

test("appended records show the same picture as a trace read at once", () => {
  const trace = exampleTrace();
  const live = new Timeline(new TraceLog({ version: 1, records: [] }));
  for (const record of trace.records) {
    live.log.append(record);
    live.extend();
  }
  const whole = new Timeline(new TraceLog(trace));
  for (const position of [10, 120, trace.records.length]) {
    expect(sceneOf(live, position, view)).toEqual(sceneOf(whole, position, view));
  }
  expect(live.hops).toEqual(whole.hops);
  expect(live.beats).toEqual(whole.beats);
});

test("a recording of a client alone gets its log from what the watch told", () => {
  const records = exampleTrace().records.filter(
    ({ fact }) => !fact.kind.startsWith("server.") && fact.kind !== "actor.acted",
  );
  const timeline = new Timeline(new TraceLog({ version: 1, records }));
  const scene = sceneOf(timeline, records.length, view);
  expect(timeline.commits.length).toBeGreaterThan(0);
  expect(timeline.commits.every(({ isInferred }) => isInferred === true)).toBe(true);
  expect(scene.lanes.find(({ id }) => id === "apiserver")?.state).toBe("not recorded");
});

test("a server whose last object is gone is empty, not unrecorded, also beside a cache that has a ghost", () => {
  const trace = new TraceBuilder();
  const ref = { resource: "nodes", key: "n1", resourceVersion: "2" };
  const object = { metadata: { name: "n1" } };
  trace.step(0, "apiserver").emit({ kind: "server.committed", verb: "create", ref, object });
  trace.step(1, "controller/nodes").emit({
    kind: "store.changed",
    informer: "nodes",
    change: "added",
    ref,
    object,
    indexes: {},
    storeResourceVersion: "2",
  });
  trace.step(2, "apiserver").emit({
    kind: "server.committed",
    verb: "delete",
    ref: { ...ref, resourceVersion: "3" },
    object,
  });

  const scene = sceneOf(new Timeline(new TraceLog(trace.toFile())), 3, view);

  expect(scene.lanes.find(({ id }) => id === "apiserver")?.state).not.toBe("not recorded");
});
