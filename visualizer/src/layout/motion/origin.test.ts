import { expect, test } from "vitest";
import { exampleTrace } from "../../../demo/example-trace.ts";
import { Timeline } from "../../model/timeline/timeline.ts";
import { TraceLog } from "../../trace/trace-log.ts";
import { frameMarks } from "./frame.ts";
import { centreOf, type Transition } from "./motion.ts";
import { stepBetween } from "./transition.ts";

const trace = exampleTrace();

function last(kind: string): number {
  return trace.records.findLastIndex(({ fact }) => fact.kind === kind) + 1;
}

function step(from: number, to: number, records = trace.records): Transition {
  const timeline = new Timeline(new TraceLog({ ...trace, records }));
  return stepBetween(timeline, from, to, { width: 1200, language: "en" });
}

test("what a handler is told because it has come comes out of the copy, one thing after the other: no request was sent", () => {
  const registered = trace.records.find(({ fact }) => fact.kind === "handler.registered");
  const told = trace.records.filter(({ fact }) => fact.kind === "handler.notified").slice(0, 2);
  const records = trace.records.map((record) => {
    const before = told.indexOf(record) - 1;
    const cause = before < 0 ? registered?.seq : told[before]?.seq;
    return told.includes(record) ? { ...record, cause: cause ?? 0 } : record;
  });
  for (const { seq, fact } of told) {
    const position = records.findIndex((record) => record.seq === seq) + 1;
    const { journeys, from } = step(position - 1, position, records);
    const key = fact.kind === "handler.notified" ? fact.ref.key : "";
    const row = from.items.find(({ id }) => id === `store:${key}`);
    expect(journeys.map(({ from: start }) => start)).toEqual([row && centreOf(row.box)]);
  }
  expect(told).toHaveLength(2);
});

test("what stood on the wire sets out from there, however far it comes in one step", () => {
  const at = (kind: string): number =>
    trace.records.findIndex(
      ({ fact }, index) =>
        fact.kind === kind && index >= sent && "ref" in fact && fact.ref?.key === "node-2",
    ) + 1;
  let sent = 0;
  sent = at("server.watch-sent");
  const { journeys, from } = step(sent, at("store.changed"));
  const onWire = from.items.find(({ id, key }) => id.startsWith("wire:") && key === "node-2");
  const way = journeys.find(({ id }) => id === "store:node-2");
  expect(way?.from.x).toBeCloseTo((onWire?.box.x ?? 0) + (onWire?.box.width ?? 0) / 2);
});

test("a needle on its way has no name, which would run through others; where it rests it has", () => {
  const change = step(last("server.committed") - 1, last("server.committed"));
  const namesAt = (phase: number): number =>
    frameMarks(change.to, change, { phase, isStill: false })
      .find(({ id }) => id === "items")
      ?.children?.find(({ id }) => id === "needle:head")
      ?.children?.filter(({ id }) => id === "name").length ?? 0;
  expect([namesAt(0.5), namesAt(1)]).toEqual([0, 1]);
});

test("a write that comes in from outside draws no arrow inside its own row", () => {
  const committed = trace.records.flatMap(({ fact }, index) =>
    fact.kind === "server.committed" && fact.verb === "update" ? [index + 1] : [],
  );
  const arrows = committed.map((position) => {
    const change = step(position - 1, position);
    const own = change.journeys.filter(({ id }) => id.startsWith("server:"));
    const marks = frameMarks(change.to, change, { phase: 1, isStill: true });
    return [own.length, marks.find(({ id }) => id === "trails")?.children?.length ?? 0];
  });

  expect(arrows.length).toBeGreaterThan(2);
  expect(arrows.filter(([journeys]) => journeys === 1).length).toBeGreaterThan(0);
  expect(arrows.every(([, trails]) => trails === 0)).toBe(true);
});
