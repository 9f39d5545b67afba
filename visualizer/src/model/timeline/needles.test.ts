import { expect, test } from "vitest";
import { exampleTrace } from "../../../demo/example-trace.ts";
import { TraceBuilder } from "../../../demo/trace-builder.ts";
import { TraceLog } from "../../trace/trace-log.ts";
import { DistanceToTruth } from "../readers/distance.ts";
import { type NeedleId, needlesOf } from "./needles.ts";
import { Timeline } from "./timeline.ts";

const informer = "nodes";

function needleAt(timeline: Timeline, position: number, id: NeedleId): string | undefined {
  const world = timeline.worldAt(position);
  return needlesOf(world, world.informers.get(informer)).find((needle) => needle.id === id)
    ?.revision;
}

function positionsOf({ log, length }: Timeline, kind: string): readonly number[] {
  return Array.from({ length }, (_, index) => index + 1).filter(
    (position) => log.recordAt(position)?.fact.kind === kind,
  );
}

test.each(["delta", "real", "real-atomic"] as const)(
  "a copy that is right is not behind: after a relist whose newest change is a deletion it stands where the list does (%s)",
  (queue) => {
    const timeline = new Timeline(new TraceLog(exampleTrace({ queue })));
    const { log, length } = timeline;
    const distance = new DistanceToTruth(log, informer);
    const relisted = positionsOf(timeline, "reflector.listed").at(-1) ?? length;
    const list = needleAt(timeline, relisted, "cursor");
    const next = positionsOf(timeline, "server.committed").find((at) => at > relisted) ?? length;
    const applied = ["store.changed", "store.replaced"]
      .flatMap((kind) => positionsOf(timeline, kind))
      .filter((at) => at > relisted && at < next);

    expect(distance.at(relisted)).toMatchObject({ ghosts: 1 });
    expect(distance.at(Math.max(...applied))).toMatchObject({ missing: 0, ghosts: 0, old: 0 });
    expect(needleAt(timeline, Math.max(...applied), "store")).toBe(list);
  },
);

test("the copy's needle waits while anything is on its way from the Reflector, and never goes back", () => {
  const timeline = new Timeline(new TraceLog(exampleTrace()));
  let before = 0;
  for (let position = 0; position <= timeline.length; position += 1) {
    const store = Number(needleAt(timeline, position, "store") ?? 0);
    const nodes = timeline.worldAt(position).informers.get(informer);
    expect(store).toBeGreaterThanOrEqual(before);
    if (nodes !== undefined && nodes.keys.length > 0 && before > 0) {
      const newest = [...nodes.deltas.values()].flat().map(({ ref }) => ref?.resourceVersion);
      expect(store).toBeLessThanOrEqual(
        Math.max(before, ...newest.map((version) => Number(version) - 1)),
      );
    }
    before = store;
  }
});

test("SP-2: a handler that is told again what it has heard falls no further behind", () => {
  const trace = new TraceBuilder();
  const ref = (key: string, resourceVersion: string) => ({
    resource: "nodes",
    key,
    resourceVersion,
  });
  const change = (key: string, version: string) =>
    trace.emit({
      kind: "store.changed",
      informer,
      change: "added",
      ref: ref(key, version),
      object: {},
      indexes: {},
      storeResourceVersion: "",
    });
  trace.step(0, "controller/nodes");
  change("n1", "2");
  change("n2", "7");
  trace.step(1, "controller/nodes");
  const notified = {
    kind: "handler.notified",
    informer,
    handler: "h",
    isInitial: false,
    depth: 1,
  } as const;
  trace.emit({ ...notified, notification: "sync", ref: ref("n1", "2") });
  trace.emit({ ...notified, notification: "update", ref: ref("n2", "7") });
  trace.emit({ ...notified, notification: "update", ref: ref("n1", "6") });
  const timeline = new Timeline(new TraceLog(trace.toFile()));

  expect([3, 4, 5].map((position) => needleAt(timeline, position, "told"))).toEqual([
    "7",
    "7",
    "6",
  ]);
});

test("RF-30: a streamed list moves the last version at its end only", () => {
  const trace = new TraceBuilder();
  trace.step(0, "reflector/nodes");
  trace.emit({
    kind: "reflector.moved",
    informer,
    from: "idle",
    to: "streaming-list",
  });
  const received = { kind: "reflector.received", informer } as const;
  for (const version of ["4", "2"])
    trace.emit({
      ...received,
      type: "ADDED",
      ref: { resource: "nodes", key: `n${version}`, resourceVersion: version },
    });
  trace.emit({
    ...received,
    type: "BOOKMARK",
    ref: { resource: "nodes", key: "", resourceVersion: "5" },
    isInitialEventsEnd: true,
  });
  const timeline = new Timeline(new TraceLog(trace.toFile()));

  expect([2, 3, 4].map((position) => needleAt(timeline, position, "cursor"))).toEqual([
    undefined,
    undefined,
    "5",
  ]);
});
