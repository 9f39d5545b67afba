import { expect, test } from "vitest";
import { exampleTrace } from "../../demo/example-trace.ts";
import { Timeline } from "../model/timeline.ts";
import { readInput } from "../trace/read-input.ts";
import { traceLines } from "../trace/trace-lines.ts";
import { TraceLog } from "../trace/trace-log.ts";
import { animatedPicture } from "./animated-svg.ts";
import { toPerfetto } from "./perfetto.ts";

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

test("Perfetto gets every fact once, spans that end, and arrows whose both ends exist", () => {
  const { traceEvents } = JSON.parse(toPerfetto(log)) as { readonly traceEvents: readonly Entry[] };
  const facts = traceEvents.filter(({ ph }) => ph === "i" || ph === "X");
  expect(facts.map(({ args }) => args?.seq)).toEqual(trace.records.map(({ seq }) => seq));
  const calls = facts.filter(({ name }) => name.startsWith("handler.called"));
  expect(calls.length).toBeGreaterThan(0);
  for (const { ph, dur } of calls) expect([ph, (dur ?? -1) >= 0]).toEqual(["X", true]);
  const ids = (phase: string): readonly (number | undefined)[] =>
    traceEvents.filter(({ ph }) => ph === phase).map(({ id }) => id);
  expect(ids("s")).toEqual(ids("f"));
  expect(ids("s").length).toBeGreaterThan(0);
  const named = new Set(
    traceEvents.filter(({ name }) => name === "thread_name").map(({ pid, tid }) => `${pid} ${tid}`),
  );
  for (const { pid, tid } of facts) expect(named).toContain(`${pid} ${tid}`);
  expect(Math.min(...facts.map(({ ts = -1 }) => ts))).toBe(0);
});

test("a moving picture shows one drawing at a time, all of them in one round, and stands still on request", () => {
  const [from = 0, to = 1] = [timeline.beats[2], timeline.beats[4]];
  const svg = animatedPicture(timeline, from, to, { width: 820, lang: "en", theme: "light" });
  const frames = [...svg.matchAll(/<g class="iv-frame" id="iv-frame-(\d+)">/g)].length;
  expect(frames).toBeGreaterThan(2);
  const rules = [...svg.matchAll(/@keyframes iv-frame-\d+\{(.*?)\}\}/g)].map(
    ([, rule]) => rule ?? "",
  );
  const starts = rules.map((rule) => /([\d.]+)%\{visibility:visible/.exec(rule)?.[1]);
  const ends = rules.map((rule) => /visible\}([\d.]+)%/.exec(rule)?.[1]);
  expect(starts[0]).toBe("0");
  expect(ends.slice(0, -1)).toEqual(starts.slice(1));
  expect(svg).toContain("prefers-reduced-motion");
  expect(svg.match(/<defs>/g)?.length ?? 0).toBeLessThanOrEqual(1);
  expect(svg).not.toContain("<script");
  expect(() => animatedPicture(timeline, 0, 0, {})).toThrow(RangeError);
});

test("an exported trace opens as the same run", () => {
  expect(readInput(traceLines(trace)).trace).toEqual(trace);
});
