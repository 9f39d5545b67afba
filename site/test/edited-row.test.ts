import type { AttachedProgram } from "@informerlab/test";
import { runScenario } from "@informerlab/test";
import { DistanceToTruth, Timeline, TraceLog } from "@informerlab/visualizer";
import { expect, test } from "vitest";
import { lessons } from "../src/lessons/lessons.ts";
import { flavours, withQueue } from "../src/lessons/story.ts";

const scenario = lessons.find(({ slug }) => slug === "writes-on-cache")?.scenario;

test.each(flavours)(
  "with %s, the picture files an object that was edited in place where the real index has it",
  (queue) => {
    if (scenario === undefined) throw new Error("there is no such lesson");
    let nodes: ReturnType<AttachedProgram["informer"]> | undefined;
    const { trace } = runScenario(withQueue(scenario, queue), {
      judge: false,
      attach: ({ informer }) => {
        nodes = informer("nodes");
      },
    });
    const drawn = new Timeline(new TraceLog(trace)).end.informers.get("nodes")?.store ?? new Map();

    for (const state of ["ready", "busy", "drained"]) {
      const keys = [...drawn].flatMap(([key, { indexes }]) =>
        indexes["label:state"]?.includes(state) === true ? [key] : [],
      );
      expect(keys.sort(), state).toEqual(nodes?.indexer.indexKeys("label:state", state));
    }
  },
);

test("a row that was edited in place is far from the truth until a fresh object takes it", () => {
  if (scenario === undefined) throw new Error("there is no such lesson");
  const log = new TraceLog(runScenario(scenario, { judge: false }).trace);
  const distance = new DistanceToTruth(log, "nodes");
  const edited = log.records.findIndex(({ fact }) => fact.kind === "store.mutated") + 1;

  expect(distance.at(edited - 1).old).toBe(0);
  expect(distance.at(edited).old).toBe(1);
  expect(distance.at(log.length).old).toBe(0);
});
