import { expect, test } from "vitest";
import { exampleTrace } from "../../demo/example-trace.ts";
import { TraceBuilder } from "../../demo/trace-builder.ts";
import type { Mark } from "../layout/marks/mark.ts";
import { Timeline } from "../model/timeline/timeline.ts";
import { readInput } from "../trace/read-input.ts";
import { traceLines } from "../trace/trace-lines.ts";
import { TraceLog } from "../trace/trace-log.ts";
import { animatedPicture } from "./animated-svg.ts";
import { type FilmNode, filmOf } from "./film.ts";
import { markToSvg } from "./marks-to-svg.ts";
import { toPerfetto } from "./perfetto.ts";
import { timelinePicture } from "./picture.ts";
import { played } from "./played.ts";

const trace = exampleTrace();
const log = new TraceLog(trace);
const timeline = new Timeline(log);

interface Entry {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly id?: number;
  readonly args?: { readonly name?: string; readonly seq?: number };
}

test("Perfetto gets every fact once, spans that lie in each other or apart, and arrows that end in spans", () => {
  const { traceEvents } = JSON.parse(toPerfetto(log)) as { readonly traceEvents: readonly Entry[] };
  const spans = traceEvents.filter(({ ph }) => ph === "X");
  expect(spans.map(({ args }) => args?.seq)).toEqual(trace.records.map(({ seq }) => seq));
  expect(spans.some(({ dur = 0 }) => dur > 1)).toBe(true);
  const named = new Set(
    traceEvents.filter(({ name }) => name === "thread_name").map(({ pid, tid }) => `${pid} ${tid}`),
  );
  expect(spans.filter(({ pid, tid }) => !named.has(`${pid} ${tid}`))).toEqual([]);
  expect(spans.filter((span) => spans.some((other) => isReachingOut(other, span)))).toEqual([]);
  const arrows = traceEvents.filter(({ ph }) => ph === "s" || ph === "f");
  expect(arrows.length).toBeGreaterThan(0);
  expect(arrows.filter((arrow) => !spans.some((span) => isIn(arrow, span)))).toEqual([]);
  expect(Math.min(...spans.map(startOf))).toBe(0);
});

test("Perfetto gets requests that overlap on threads beside each other", () => {
  const overlapping = new TraceBuilder();
  for (const [at, request] of ["a", "b"].entries()) {
    overlapping.step(at, "apiserver").emit({
      kind: "server.requested",
      request,
      verb: "list",
      resource: "nodes",
      key: "",
      options: { resourceVersion: "0" },
      client: "nodes",
    });
  }
  for (const [at, request] of ["a", "b"].entries())
    overlapping.step(5 + at, "apiserver").emit({ kind: "server.responded", request, code: 200 });
  const { traceEvents } = JSON.parse(toPerfetto(new TraceLog(overlapping.toFile()))) as {
    readonly traceEvents: readonly Entry[];
  };
  const requests = traceEvents.filter(({ name }) => name.startsWith("server.requested"));
  expect(new Set(requests.map(({ tid }) => tid)).size).toBe(2);
});

/** Begins in a span of its thread. */
function isIn(one: Entry, span: Entry): boolean {
  const isSameThread = one.pid === span.pid && one.tid === span.tid;
  return isSameThread && startOf(span) <= startOf(one) && startOf(one) < endOf(span);
}

/** Begins in a span of its thread, and ends after it. */
function isReachingOut(one: Entry, span: Entry): boolean {
  return isIn(one, span) && endOf(one) > endOf(span);
}

function startOf({ ts = -1 }: Entry): number {
  return ts;
}

function endOf({ ts = -1, dur = 0 }: Entry): number {
  return ts + dur;
}

const [from = 0, to = 1] = [timeline.beats[2], timeline.beats[4]];

test("a moving picture shows in each frame what the page shows, in the same order", () => {
  const { frames } = played(timeline, from, to, {
    view: { width: 820, language: "en" },
    everyMs: 200,
  });
  const film = filmOf(frames);
  expect(frames.length).toBeGreaterThan(7);
  for (const [frame, marks] of frames.entries())
    expect(shownIn(film, frame).map(markToSvg)).toEqual(marks.map(markToSvg));
});

/** The marks of a moving picture that a frame shows, each where it then is. */
function shownIn(film: readonly FilmNode[], frame: number): readonly Mark[] {
  return film.flatMap(({ mark, frames, moves, children }) => {
    const index = frames.indexOf(frame);
    if (index < 0) return [];
    const moved = [...moves].map(([name, values]) => [name, values[index] ?? ""]);
    const { opacity, ...attributes } = { ...mark.attributes, ...Object.fromEntries(moved) };
    // A mark that is wholly there does not say so.
    const clear = opacity === undefined || opacity === "1" ? {} : { opacity };
    const shown = { ...attributes, ...clear };
    return [{ ...mark, attributes: shown, children: shownIn(children, frame) }];
  });
}

test("a moving picture moves by its style sheet alone, is no heap of drawings, and stands still on request", () => {
  const settings = { width: 820, lang: "en", theme: "light" } as const;
  const svg = animatedPicture(timeline, from, to, settings);
  const still = timelinePicture(timeline, to, settings);
  expect(svg).toMatch(/@keyframes iv-f\d+\{[^}]*\{transform:translate\([-\d.]+px,[-\d.]+px\)/);
  expect(svg).toMatch(/visibility:visible/);
  expect(svg).toContain("prefers-reduced-motion");
  expect(svg).not.toContain("<script");
  expect(svg.length).toBeLessThan(12 * still.length);
  expect(() => animatedPicture(timeline, 5, 5, {})).toThrow(RangeError);
});

test("an exported trace opens as the same run", () => {
  expect(readInput(traceLines(trace)).trace).toEqual(trace);
});
