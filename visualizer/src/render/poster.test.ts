// @vitest-environment jsdom
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exampleTrace } from "../../demo/example-trace.ts";
import { expiredStory } from "../../demo/story.ts";
import { frameMarks } from "../layout/motion/frame.ts";
import { transitionOf } from "../layout/motion/motion.ts";
import { sceneOf } from "../layout/stage/stage.ts";
import { Timeline } from "../model/timeline/timeline.ts";
import { TraceLog } from "../trace/trace-log.ts";
import { drawMarks } from "./draw-marks.ts";
import { markToSvg } from "./marks-to-svg.ts";
import { type PosterOptions, renderPoster } from "./poster.ts";

const golden = join(import.meta.dirname, "../../golden");

const goldens: readonly (readonly [
  name: string,
  queue: "delta" | "real" | "real-atomic",
  kind: string,
  nth: number,
  options: PosterOptions,
])[] = [
  ["initial-list", "delta", "queue.enqueued", 5, { theme: "light" }],
  ["burst-in-delta-fifo", "delta", "queue.popped", 8, { theme: "light" }],
  ["replace-in-atomic-queue", "real-atomic", "queue.enqueued", 1, { theme: "dark", lang: "zh-CN" }],
  ["key-collapses", "delta", "workqueue.collapsed", 1, { theme: "auto" }],
  ["tombstone-wide", "real", "queue.enqueued", 12, { theme: "light", width: 820 }],
  ["tombstone-narrow", "delta", "queue.enqueued", 16, { theme: "dark", width: 390, lang: "zh-CN" }],
];

test.each(goldens)(
  "the picture %s is the golden one (UPDATE_GOLDENS=1 rewrites it)",
  (name, queue, kind, nth, options) => {
    const trace = exampleTrace({ queue });
    const record = trace.records.filter(({ fact }) => fact.kind === kind)[nth - 1];
    const svg = `${renderPoster(trace, { seq: record?.seq ?? -1 }, options)}\n`;
    const file = join(golden, `${name}.svg`);
    if (process.env["UPDATE_GOLDENS"] === "1" || !existsSync(file)) writeFileSync(file, svg);
    expect(
      svg === readFileSync(file, "utf8"),
      `${name}.svg differs; look at it, then run with UPDATE_GOLDENS=1`,
    ).toBe(true);
  },
);

test("the picture drawn by joins is, after any walk, the one written as text", () => {
  const trace = exampleTrace();
  const timeline = new Timeline(new TraceLog(trace));
  const layer = document.createElementNS("http://www.w3.org/2000/svg", "g");
  const view = { width: 1200, language: "en" } as const;
  for (const position of [0, 35, 122, 36, 225, 160, 276, 79]) {
    const scene = sceneOf(timeline, position, view);
    const from = sceneOf(timeline, Math.max(0, position - 1), view);
    for (const phase of [0, 0.4, 1]) {
      const marks = frameMarks(scene, transitionOf(from, scene, timeline.log), {
        phase,
        isStill: false,
      });
      drawMarks(layer, marks);
      const drawn = [...layer.querySelectorAll("text")].map((text) => text.textContent);
      const written = new DOMParser().parseFromString(
        `<svg xmlns="http://www.w3.org/2000/svg">${marks.map(markToSvg).join("")}</svg>`,
        "image/svg+xml",
      );
      expect(written.querySelector("parsererror")).toBeNull();
      expect(drawn).toEqual([...written.querySelectorAll("text")].map((text) => text.textContent));
    }
  }
});

test("an element whose mark is the same is not touched", () => {
  const layer = document.createElementNS("http://www.w3.org/2000/svg", "g");
  const mark = { id: "a", tag: "rect", attributes: { x: 1 } } as const;
  drawMarks(layer, [mark]);
  layer.firstElementChild?.setAttribute("x", "99");
  drawMarks(layer, [mark]);
  expect(layer.firstElementChild?.getAttribute("x")).toBe("99");
  drawMarks(layer, [{ ...mark, attributes: { x: 2 } }]);
  expect(layer.firstElementChild?.getAttribute("x")).toBe("2");
});

test("a picture shows text as text", () => {
  const svg = renderPoster(exampleTrace(), 3, {
    story: { title: { en: `<b>&"x`, "zh-CN": "" }, beats: [] },
  });
  expect(svg).toContain("<title>&lt;b&gt;&amp;&quot;x</title>");
});

test("a place that the trace does not have is named", () => {
  const trace = exampleTrace();
  expect(() => renderPoster(trace, 9999)).toThrow(
    "position 9999 is not in the trace; it has 0 … 276",
  );
  expect(() => renderPoster(trace, { seq: 9999 })).toThrow("no record with seq 9999");
  expect(() => renderPoster(trace, { beat: "x" }, { story: expiredStory(trace) })).toThrow(
    'no beat "x"; it has list, synced, cut, gone, tombstone',
  );
});
