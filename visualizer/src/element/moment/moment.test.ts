import { expect, test } from "vitest";
import { exampleTrace } from "../../../demo/example-trace.ts";
import { Branches } from "../../controls/branches.ts";
import { type Point, pointOf } from "../../layout/motion/motion.ts";
import { Timeline } from "../../model/timeline/timeline.ts";
import { TraceLog } from "../../trace/trace-log.ts";
import { createState, type ViewState } from "../state/view-state.ts";
import { type Moment, Moments } from "./moment.ts";
import { loadPlayKit } from "./play-kit.ts";

await loadPlayKit();

function played(timeline: Timeline, width: number, from: number, to: number): readonly Moment[] {
  const moments = new Moments();
  const state: ViewState = {
    ...createState(),
    width,
    status: { kind: "shown" },
    branches: new Branches(timeline),
  };
  return Array.from({ length: 1001 }, (_, index) => {
    const motion = { from, to, phase: index / 1000 };
    const playhead = { position: to, motion, isPlaying: false, isWaiting: false };
    const moment = moments.momentOf({ ...state, playhead }, false);
    if (moment === undefined) throw new Error("nothing is shown");
    return moment;
  });
}

function boxesOf({ active }: Moment): string {
  return JSON.stringify(active.scene.lanes.map(({ id, box }) => [id, box]));
}

/** Where the followed object is at a moment, and its copies: a notification goes to each handler. */
function heroesOf({ active }: Moment): readonly Point[] {
  const heroes = active.transition?.journeys.filter(({ isHero }) => isHero) ?? [];
  return heroes.map((journey) => pointOf(journey, active.phase));
}

/** How far apart the nearest two of them are. */
function apart(some: readonly Point[], others: readonly Point[]): number {
  const pairs = some.flatMap((a) => others.map((b) => Math.hypot(a.x - b.x, a.y - b.y)));
  return Math.round(Math.min(...pairs));
}

const run = new Timeline(new TraceLog(exampleTrace({ isExpired: false })));
const [write, worked] = [positionOf("server.committed"), positionOf("reconcile.started")];

/** The whole road of one object, from the write that makes it to the worker that takes up its key. */
function positionOf(kind: string): number {
  return (
    run.log.records.findIndex(
      ({ fact }) =>
        fact.kind === kind &&
        (("ref" in fact && fact.ref?.key === "node-6") || ("key" in fact && fact.key === "node-6")),
    ) + 1
  );
}

test.each([1280, 820])(
  "%i px wide, the lanes make room at the beginning of a story point and stand still while its object travels",
  (width) => {
    const moments = played(run, width, write, worked);
    const onTheWay = moments.slice(250, 840).map(boxesOf);

    expect(boxesOf(moments[0] as Moment)).not.toBe(onTheWay[0]);
    expect(new Set(onTheWay).size).toBe(1);
  },
);

test("an object goes on from where it has come to: between two parts of its way it does not jump", () => {
  let before: { readonly at: readonly Point[]; readonly part: number } | undefined;
  const jumps: number[] = [];
  for (const moment of played(run, 1280, write, worked)) {
    const at = heroesOf(moment);
    const part = moment.active.towards;
    if (at.length === 0) continue;
    if (before !== undefined && before.part !== part) jumps.push(apart(before.at, at));
    before = { at, part };
  }
  expect(jumps.length).toBeGreaterThan(4);
  expect(jumps).toEqual(jumps.map((jump) => Math.min(jump, 24)));
});

test("on a phone the one open lane is the one where the object is", () => {
  const open = played(run, 390, write, worked).map(
    ({ active }) => active.scene.lanes.find(({ id, isOpen }) => isOpen && id !== "log")?.id,
  );
  expect(new Set(open).size).toBeGreaterThan(3);
});
