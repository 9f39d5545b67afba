import { expect, test } from "vitest";
import { exampleTrace } from "../../demo/example-trace.ts";
import type { Mark } from "../layout/marks/mark.ts";
import { sceneOf } from "../layout/stage/stage.ts";
import { DistanceToTruth } from "../model/readers/distance.ts";
import { knowledgeOf } from "../model/readers/knowledge.ts";
import { threadOf } from "../model/reasons/thread.ts";
import { laneIds } from "../model/timeline/lanes.ts";
import { Timeline } from "../model/timeline/timeline.ts";
import { TraceLog } from "../trace/trace-log.ts";
import { distanceHeight, distanceMarks } from "./distance-chart.ts";
import { guessMarks } from "./guess-overlay.ts";
import { nearestSample, painHeight, painMarks } from "./pain-strip.ts";
import { cellsOf, queueLaneMarks } from "./queue-lanes.ts";
import { bandPath, edgePath, thinned } from "./step-curve.ts";
import { threadMarks } from "./thread-overlay.ts";

const log = new TraceLog(exampleTrace());

function all(marks: readonly Mark[]): readonly Mark[] {
  return marks.flatMap((mark) => [mark, ...all(mark.children ?? [])]);
}

function find(marks: readonly Mark[], id: string): Mark {
  const mark = all(marks).find((one) => one.id === id);
  if (mark === undefined) throw new Error(`no mark ${id}`);
  return mark;
}

test("thinning loses no peak and goes on at the right height", () => {
  const points = [0, 9, 1, 0, 4, 2].map((height, index) => ({ x: index * 0.3, heights: [height] }));
  const thin = thinned(points);
  expect(thin.map(({ heights }) => heights[0])).toEqual([9, 0, 4, 2]);
  expect(thin.length).toBeLessThanOrEqual(2 * 2);
});

test("a band lies on the ones before it, and its path returns to where it began", () => {
  const points = [
    { x: 0, heights: [2, 3] },
    { x: 10, heights: [0, 1] },
  ];
  expect(edgePath(points, 1, 20, 30)).toBe("M0,15H10V19H30");
  expect(bandPath(points, 1, 20, 30)).toBe("M0,15H10V19H30V20H10V18H0Z");
  expect(bandPath([{ x: 0, heights: [0, 1] }], 0, 20, 30)).toBe("");
});

test("the chart stays inside its height for a copy that is still empty, whatever came later", () => {
  const distance = new DistanceToTruth(log, "nodes");
  const line = {
    id: "a",
    distance,
    isActive: true,
    xOf: (position: number) => position,
    endX: log.length,
    dashes: "",
  };
  const marks = distanceMarks({ width: 300, lines: [line], words: { unsynced: "not yet" } });
  const d = String(find(marks, "edge").attributes["d"]);
  const heights = [...d.matchAll(/V([\d.]+)/g)].map(([, y]) => Number(y));
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...heights)).toBeLessThan(distanceHeight);
  // The example deletes a node unseen: there is a ghost, drawn as a band of its own.
  expect(find(marks, "ghosts").attributes["d"]).not.toBe("");
  const other = { ...line, id: "b", isActive: false, dashes: "6 3" };
  const both = distanceMarks({ width: 300, lines: [line, other], words: { unsynced: "" } });
  expect(find(both, "b").attributes["stroke-dasharray"]).toBe("6 3");
});

test("a torn thread is whole up to the break, dotted from there to the goal, and stays on the stage", () => {
  const timeline = new Timeline(log);
  const deleted = timeline.commits.find(({ verb }) => verb === "delete");
  const position = log.positionOf(deleted?.seq ?? 0) ?? 0;
  const thread = threadOf(timeline, position, "nodes", {
    kind: "row",
    key: deleted?.ref.key ?? "",
  });
  expect(thread.reason).toMatchObject({ id: "cut", values: { version: "53" } });
  for (const width of [390, 820, 1280]) {
    const scene = sceneOf(timeline, position, { width, language: "en" });
    const marks = threadMarks(thread, scene, "cut at r53");
    expect(String(find(marks, "whole").attributes["d"])).toMatch(/^M.+C/);
    expect(find(marks, "words").text).toBe("cut at r53");
    const plate = find(marks, "plate").attributes;
    expect(Number(plate["x"])).toBeGreaterThanOrEqual(0);
    expect(Number(plate["x"]) + Number(plate["width"])).toBeLessThanOrEqual(scene.width);
  }
  const here = threadOf(timeline, log.length, "nodes", {
    kind: "item",
    seq: log.recordAt(60)?.seq ?? 0,
  });
  const scene = sceneOf(timeline, log.length, { width: 1280, language: "en" });
  expect(all(threadMarks(here, scene, "")).some(({ id }) => id === "tear")).toBe(false);
});

test("guessed lanes are hatched, seen ones are not", () => {
  const scene = sceneOf(new Timeline(log), 40, { width: 1280, language: "en" });
  expect(guessMarks(scene, knowledgeOf(log), { guessed: "g", unseen: "u" })).toEqual([]);
  const known = Object.fromEntries(laneIds.map((id) => [id, id === "queue" ? "unseen" : "seen"]));
  const marks = guessMarks(scene, known as ReturnType<typeof knowledgeOf>, {
    guessed: "g",
    unseen: "u",
  });
  expect(marks.map(({ id }) => id)).toEqual(["guess-queue"]);
  expect(find(marks, "words").text).toBe("u");
});

test("a bar is as high as its run hurts, the worst one is named, and what is not worked out is hatched", () => {
  const samples = [
    { x: 0, value: 1 },
    { x: 50, value: 4 },
    { x: 100, value: undefined },
    { x: 150, value: 0 },
  ];
  const marks = painMarks({
    width: 160,
    samples,
    at: 1,
    usual: 2,
    textOf: (value) => `${value} lists`,
  });
  const heights = samples.map((_, index) =>
    Number(find(marks, `bar-${index}`).attributes["height"]),
  );
  expect(heights[1]).toBe((heights[0] ?? 0) * 4);
  expect(heights[3]).toBeLessThan(heights[0] ?? 0);
  expect(find(marks, "bar-2").attributes["class"]).toBe("iv-pain-wait");
  expect(find(marks, "peak").text).toBe("4 lists");
  expect(find(marks, "cursor").attributes["x1"]).toBe(50);
  expect(Number(find(marks, "usual").attributes["y1"])).toBeLessThan(painHeight);
  expect([nearestSample(samples, 60), nearestSample(samples, 999), nearestSample([], 3)]).toEqual([
    1,
    3,
    undefined,
  ]);
});

test.each([1, undefined])(
  "where no run is worse than usual the strip is grey, and flat (usual: %s)",
  (usual) => {
    const samples = [10, 50, 90].map((x) => ({ x, value: 1 }));
    const marks = painMarks({ width: 160, samples, at: undefined, usual, textOf: String });
    const bars = samples.map((_, index) => find(marks, `bar-${index}`).attributes);
    expect(bars.map((bar) => bar["class"])).toEqual(samples.map(() => "iv-pain-0"));
    expect(new Set(bars.map(({ height }) => height)).size).toBe(1);
  },
);

test("states of one moment stand above each other, whatever their number in each queue", () => {
  const state = (atMs: number, existedAt: string | undefined) => ({
    position: 1,
    atMs,
    held: new Map(),
    existedAt,
    isSynced: true,
  });
  const lanes = [
    {
      id: "delta",
      name: "DeltaFIFO",
      states: [state(0, "1"), state(5, undefined), state(5, undefined), state(5, "3")],
    },
    { id: "real-atomic", name: "Atomic", states: [state(0, "1"), state(5, "3")] },
  ];
  const { cells } = cellsOf({ width: 600, lanes });
  const of = (lane: number) => cells.filter((cell) => cell.lane === lane);
  expect(of(1)[1]?.x).toBe(of(0)[1]?.x);
  expect(of(1)[1]?.width).toBeCloseTo(3 * (of(0)[1]?.width ?? 0), 0);
  expect(Math.max(...cells.map(({ x, width }) => x + width))).toBeLessThanOrEqual(600);
  const marks = queueLaneMarks({ width: 600, lanes, at: { lane: 0, index: 1 } }, String);
  expect(find(find(marks, "state-0-1").children ?? [], "box").attributes["class"]).toContain(
    "never",
  );
  expect(find(find(marks, "state-0-3").children ?? [], "box").attributes["class"]).toContain(
    "true",
  );
});
