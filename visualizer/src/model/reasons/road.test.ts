import { expect, test, vi } from "vitest";
import { exampleTrace } from "../../../demo/example-trace.ts";
import { repeated } from "../../../demo/trace-builder.ts";
import { TraceLog } from "../../trace/trace-log.ts";
import { Timeline } from "../timeline/timeline.ts";
import { isAtLeast, roadOf } from "./road.ts";
import { threadOf } from "./thread.ts";

test("versions are numbers of any length", () => {
  expect([
    isAtLeast("10", "9"),
    isAtLeast("9", "10"),
    isAtLeast("7", "7"),
    isAtLeast(undefined, "1"),
  ]).toEqual([true, false, true, false]);
  expect(isAtLeast("123456789012345678901", "99999999999999999999")).toBe(true);
});

test("in a long trace a road is looked for where the trace speaks of its object", () => {
  const log = new TraceLog(repeated(exampleTrace(), 40));
  const timeline = new Timeline(log);
  const read = vi.spyOn(log, "recordAt");
  const first = timeline.commits.slice(0, 5);
  expect(first).toHaveLength(5);
  for (const commit of first) {
    read.mockClear();
    const road = roadOf(log, { commit, informer: "nodes" }, log.length);
    expect(road.has("committed")).toBe(true);
    expect(read.mock.calls.length).toBeLessThan(log.length / 3);
  }
  timeline.worldAt(log.length);
  const [{ ref }] = first as [(typeof first)[number]];
  read.mockClear();
  threadOf(timeline, log.length, "nodes", { kind: "row", key: ref.key });
  expect(read.mock.calls.length).toBeLessThan(log.length / 3);
});
