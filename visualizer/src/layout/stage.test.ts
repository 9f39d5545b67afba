import { expect, test } from "vitest";
import { exampleTrace } from "../../demo/example-trace.ts";
import { laneIds } from "../model/lanes.ts";
import { Timeline } from "../model/timeline.ts";
import { knowEveryLanguage } from "../text/every-language.ts";
import { TraceLog } from "../trace/trace-log.ts";
import { compareKeys, fitProse, fitText, monogram, widthOf, wrapText } from "./measure.ts";
import { sceneOf } from "./stage.ts";
import { stageBoxes } from "./stage-boxes.ts";

knowEveryLanguage();

const timeline = new Timeline(new TraceLog(exampleTrace()));
const widths = [1440, 1280, 1100, 1099, 820, 640, 639, 390, 320];

test("lanes never overlap and never leave the stage, at any width", () => {
  for (const width of widths) {
    const boxes = stageBoxes({ width }, "queue");
    const all = [boxes.log.frame, boxes.writeBack, ...laneIds.map((id) => boxes.lanes[id].box)];
    for (const [index, a] of all.entries()) {
      expect(a.x).toBeGreaterThanOrEqual(0);
      expect(a.x + a.width).toBeLessThanOrEqual(width + 0.01);
      expect(a.y + a.height).toBeLessThanOrEqual(boxes.height);
      for (const b of all.slice(index + 1)) {
        const isApart =
          a.x + a.width <= b.x + 0.01 ||
          b.x + b.width <= a.x + 0.01 ||
          a.y + a.height <= b.y ||
          b.y + b.height <= a.y;
        expect(isApart, `${width}: ${JSON.stringify(a)} ${JSON.stringify(b)}`).toBe(true);
      }
    }
  }
});

test("the stage keeps its height through the whole trace, so that nothing jumps", () => {
  for (const width of [1280, 820, 390]) {
    const heights = new Set<number>();
    for (let position = 0; position <= timeline.length; position += 5)
      heights.add(sceneOf(timeline, position, { width, language: "en" }).height);
    expect(heights.size).toBe(1);
  }
});

test("items stay inside their lane", () => {
  for (const width of [1280, 820, 390]) {
    for (let position = 0; position <= timeline.length; position += 3) {
      const scene = sceneOf(timeline, position, { width, language: "zh-CN" });
      for (const { box, lane, label } of scene.items) {
        const frame = scene.lanes.find(({ id }) => id === lane)?.box ?? {
          x: 0,
          y: 0,
          width: 0,
          height: 0,
        };
        expect(box.x, `${position} ${label}`).toBeGreaterThanOrEqual(frame.x - 2);
        expect(box.x + box.width, `${position} ${label}`).toBeLessThanOrEqual(
          frame.x + frame.width + 2,
        );
        expect(box.y + box.height, `${position} ${label}`).toBeLessThanOrEqual(
          frame.y + frame.height + 2,
        );
      }
    }
  }
});

test("folded lanes give their room to the others", () => {
  const all = stageBoxes({ width: 1200 }, "queue");
  const some = stageBoxes({ width: 1200, lanes: ["queue", "indexer"] }, "queue");
  expect(some.lanes.network.box.width).toBe(40);
  expect(some.lanes.queue.box.width).toBeGreaterThan(all.lanes.queue.box.width * 2);
});

test("ten thousand objects draw no more rows than a lane has room for", () => {
  const refs = Array.from({ length: 10_000 }, (_, index) => ({
    resource: "nodes",
    key: `node-${index}`,
    resourceVersion: String(index),
  }));
  const records = [
    {
      seq: 1,
      at: 0,
      lane: "controller" as never,
      step: 1,
      fact: {
        kind: "store.replaced",
        informer: "nodes",
        refs,
        objects: refs.map(() => ({})),
        indexes: {},
        storeResourceVersion: "9999",
      } as const,
    },
  ];
  const scene = sceneOf(new Timeline(new TraceLog({ version: 1, records })), 1, {
    width: 1200,
    language: "en",
  });
  expect(scene.items.length).toBeLessThanOrEqual(40);
  expect(JSON.stringify(scene.marks)).toMatch(/… 99\d\d more/);
});

test("the row that changes now is among those drawn", () => {
  const trace = exampleTrace({ nodes: 40, isExpired: false });
  const crowded = new Timeline(new TraceLog(trace));
  for (const [index, { fact, seq }] of trace.records.entries()) {
    if (fact.kind !== "store.changed" || fact.change === "deleted") continue;
    const scene = sceneOf(crowded, index + 1, { width: 1280, language: "en" });
    expect(scene.items.some((item) => item.lane === "indexer" && item.seq === seq)).toBe(true);
  }
});

test("texts are cut to fit, names in the middle, prose at its end", () => {
  expect(fitText("kube-system/coredns-5d78c9869d-abcde", 120)).toMatch(/^kube.*….*abcde$/);
  expect(widthOf(fitText("x".repeat(500), 80))).toBeLessThanOrEqual(80);
  expect(fitProse("the load balancer did not answer", 100)).toMatch(/…$/);
  expect(wrapText("one two three four five six seven", 60, 2)).toHaveLength(2);
  expect(wrapText("反射器正在等待下一次列举请求", 60, 3).length).toBeGreaterThan(1);
  expect(widthOf("反射器", 12, "sans")).toBe(36);
});

test("names are ordered as people count, and get two letters", () => {
  expect(["node-10", "node-9", "node-1"].sort(compareKeys)).toEqual([
    "node-1",
    "node-9",
    "node-10",
  ]);
  expect(["node-12", "default/web-a", "x"].map(monogram)).toEqual(["n2", "wa", "x"]);
});
