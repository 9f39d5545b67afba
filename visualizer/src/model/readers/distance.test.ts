import fc from "fast-check";
import { expect, test } from "vitest";
import { exampleTrace } from "../../../demo/example-trace.ts";
import { isSelected } from "../../trace/selected.ts";
import { TraceLog, type VisualRecord } from "../../trace/trace-log.ts";
import { Timeline } from "../timeline/timeline.ts";
import { DistanceToTruth, totalOf } from "./distance.ts";

/** What the two worlds hold, compared object by object: slow and plain. */
function compared(timeline: Timeline, position: number, informer: string) {
  const world = timeline.worldAt(position);
  const copy = world.informers.get(informer)?.store ?? new Map();
  const resource = "nodes";
  const counts = { missing: 0, ghosts: 0, old: 0 };
  for (const [id, held] of world.server) {
    if (!id.startsWith(`${resource} `)) continue;
    const twin = copy.get(held.ref.key);
    if (twin === undefined) counts.missing += 1;
    else if (
      twin.ref.resourceVersion !== held.ref.resourceVersion ||
      twin.ref.uid !== held.ref.uid
    ) {
      counts.old += 1;
    }
  }
  for (const key of copy.keys()) if (!world.server.has(`${resource} ${key}`)) counts.ghosts += 1;
  return counts;
}

test("at every position the distance is what comparing both worlds finds, in each queue", () => {
  for (const queue of ["delta", "real", "real-atomic"] as const) {
    const log = new TraceLog(exampleTrace({ queue }));
    const timeline = new Timeline(log);
    const distance = new DistanceToTruth(log, "nodes");
    for (let position = 0; position <= log.length; position += 1) {
      expect(distance.at(position)).toMatchObject(compared(timeline, position, "nodes"));
    }
    expect(totalOf(distance.at(log.length))).toBe(0);
  }
});

test("a trace that grows record by record gives the curve of the whole trace", () => {
  const whole = exampleTrace();
  const expected = new DistanceToTruth(new TraceLog(whole), "nodes").changes;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (portions) => {
      const log = new TraceLog({ version: 1, records: [] });
      const distance = new DistanceToTruth(log, "nodes");
      let next = 0;
      const take = (count: number): void => {
        for (const record of whole.records.slice(next, next + count)) log.append(record);
        next += count;
        distance.extend();
      };
      for (const portion of portions) take(portion);
      take(whole.records.length);
      expect(distance.changes).toEqual(expected);
    }),
    { numRuns: 30, seed: 3 },
  );
});

test("selectors mean what the API says", () => {
  const object = {
    metadata: { name: "n", labels: { app: "web", tier: "gold" } },
    spec: { nodeName: "x" },
  };
  const by = (labelSelector: string): boolean =>
    isSelected({ resource: "pods", labelSelector }, "a/n", object);
  expect(
    [
      "app=web",
      "app==web",
      "app!=db",
      "app",
      "!other",
      "app in (db, web)",
      "tier notin (iron),app",
    ].map(by),
  ).toEqual([true, true, true, true, true, true, true]);
  expect(
    ["app=db", "app!=web", "other", "!app", "app in (db,cache)", "tier notin (gold)"].map(by),
  ).toEqual([false, false, false, false, false, false]);
  const field = (fieldSelector: string): boolean =>
    isSelected({ resource: "pods", fieldSelector }, "a/n", object);
  expect([field("metadata.name=n"), field("spec.nodeName!=x"), field("spec.nodeName=x")]).toEqual([
    true,
    false,
    true,
  ]);
});

/** Counts how often a record is read. */
class CountedLog extends TraceLog {
  reads = 0;

  override recordAt(position: number): VisualRecord | undefined {
    this.reads += 1;
    return super.recordAt(position);
  }
}

test("a record more costs one reading more, and a lookup reads none", () => {
  const { records } = exampleTrace();
  const readings = (rounds: number): number => {
    const long = Array.from({ length: rounds }, (_, round) =>
      records.map((record) => ({ ...record, seq: record.seq + round * records.length })),
    ).flat();
    const log = new CountedLog({ version: 1, records: long });
    const distance = new DistanceToTruth(log, "nodes");
    const { reads } = log;
    expect(distance.at(log.length)).toBeDefined();
    expect(log.reads).toBe(reads);
    return reads;
  };
  const once = readings(10);
  expect(readings(20) - once).toBe(10 * records.length);
});

test("without the server's writes there is no truth to be far from", () => {
  const records = exampleTrace().records.filter(({ fact }) => !fact.kind.startsWith("server."));
  expect(new DistanceToTruth(new TraceLog({ version: 1, records }), "nodes").isKnown).toBe(false);
});
