import type { AttachedProgram } from "@informerlab/test";
import { runScenario } from "@informerlab/test";
import { Timeline, TraceLog } from "@informerlab/visualizer";
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
