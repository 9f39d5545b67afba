import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import { expect, test } from "vitest";
import { laneNamed } from "../../trace/made-lanes.ts";
import { TraceLog } from "../../trace/trace-log.ts";
import { Timeline } from "../timeline/timeline.ts";
import { countsOf, fleetAt, fleetBinMs, positionAt } from "./fleet.ts";

const names = Array.from({ length: 8 }, (_, index) => `a${index + 1}`);

function timelineOf(facts: readonly (readonly [at: number, fact: TraceFact])[]): Timeline {
  const records = facts.map(([at, fact], index): TraceRecord<TraceFact> => {
    const seq = index + 1;
    return { seq, at, step: seq, lane: laneNamed("test"), fact };
  });
  return new Timeline(new TraceLog({ version: 1, records }), undefined);
}

const moved = (
  informer: string,
  to: "listing" | "opening-watch" | "watching" | "backing-off",
): TraceFact => ({ kind: "reflector.moved", informer, from: "idle", to });
const answered = (code: number, count?: number): TraceFact => ({
  kind: "server.responded",
  request: "1",
  code,
  ...(count === undefined ? {} : { count }),
});

test("each informer is counted in the state in which it is", () => {
  const timeline = timelineOf([
    ...names.map((name) => [0, moved(name, "listing")] as const),
    [10, { kind: "reflector.list-requested", informer: "a1", options: {}, page: 1 }],
    [20, moved("a1", "opening-watch")],
    [30, moved("a1", "watching")],
    [40, { kind: "reflector.backing-off", informer: "a2", delayMs: 100, next: "list" }],
    [40, moved("a2", "backing-off")],
  ]);

  const fleet = fleetAt(timeline, timeline.length, 65);
  expect(countsOf(fleet)).toEqual({ watching: 1, opening: 0, listing: 6, waiting: 1, stopped: 0 });
  expect(fleet.members[0]).toEqual({ name: "a1", lists: 1, state: "watching" });
  expect(fleet.members[1]).toMatchObject({ name: "a2", state: "waiting", left: 0.75 });
});

test("requests are counted by what became of them, and fall out of sight with time", () => {
  const timeline = timelineOf([
    [0, answered(200, 3)],
    [100, answered(429)],
    [200, answered(429)],
    [
      300,
      {
        kind: "server.watch-opened",
        watch: "1",
        resource: "nodes",
        resourceVersion: "1",
        client: "a1",
      },
    ],
    [400, answered(200)],
  ]);

  const { bins, peak } = fleetAt(timeline, timeline.length, 400);
  expect(bins.at(-1)).toEqual({ lists: 1, refused: 2, watches: 1 });
  expect(peak).toBe(3);
  expect(fleetAt(timeline, timeline.length, 400 + fleetBinMs).bins.at(-2)?.refused).toBe(2);
  expect(fleetAt(timeline, timeline.length, 60_000).bins.some(({ lists }) => lists > 0)).toBe(
    false,
  );
});

test("a time between two records is the place of the earlier one", () => {
  const timeline = timelineOf([
    [0, answered(200)],
    [100, answered(200)],
    [200, answered(200)],
  ]);

  expect([0, 99, 100, 150, 200, 999].map((at) => positionAt(timeline, at, 1, 3))).toEqual([
    1, 1, 2, 2, 3, 3,
  ]);
});
