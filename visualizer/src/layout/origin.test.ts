import { runScenario, type Scenario } from "@informerlab/test";
import { expect, test } from "vitest";
import { Timeline } from "../model/timeline.ts";
import { TraceLog } from "../trace/trace-log.ts";
import { frameMarks } from "./frame.ts";
import { centreOf, type Transition } from "./motion.ts";
import { stepBetween } from "./transition.ts";

const scenario: Scenario = {
  version: 1,
  seed: 1,
  network: { latencyMs: 50 },
  objects: [{ resource: "nodes", name: "n1" }],
  informers: [
    {
      resource: "nodes",
      queue: "delta",
      handlers: [{ name: "first" }, { name: "late", addAtMs: 1000 }],
    },
  ],
  script: [{ do: "update", atMs: 2000, resource: "nodes", name: "n1" }],
};
const { trace } = runScenario(scenario, { judge: false });
const timeline = new Timeline(new TraceLog(trace));

function last(kind: string): number {
  return trace.records.findLastIndex(({ fact }) => fact.kind === kind) + 1;
}

function step(from: number, to: number): Transition {
  return stepBetween(timeline, from, to, { width: 1200, language: "en" });
}

test("what a late handler hears first comes out of the copy: no request was sent", () => {
  const told =
    trace.records.findIndex(
      ({ fact }) => fact.kind === "handler.notified" && fact.handler === "late",
    ) + 1;
  const { journeys, from } = step(told - 1, told);
  const row = from.items.find(({ id }) => id === "store:n1");
  const inRow = row === undefined ? undefined : centreOf(row.box);
  expect(journeys.map(({ from: start }) => start)).toEqual([inRow]);
});

test("what stood on the wire sets out from there, however far it comes in one step", () => {
  const sent =
    trace.records.findIndex(
      ({ fact }) => fact.kind === "server.watch-sent" && fact.type === "MODIFIED",
    ) + 1;
  const { journeys, from } = step(sent, last("store.changed"));
  const onWire = from.items.find(({ id }) => id.startsWith("wire:"));
  const way = journeys.find(({ id }) => id === "store:n1");
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
