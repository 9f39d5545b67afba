import type { TraceFile } from "@informerlab/core/trace";
import { expect, test } from "vitest";
import { exampleTrace } from "../../../demo/example-trace.ts";
import { stepTiming } from "../../controls/step-timing.ts";
import { Timeline } from "../../model/timeline/timeline.ts";
import { TraceLog } from "../../trace/trace-log.ts";
import { type Mark, round } from "../marks/mark.ts";
import type { View } from "../marks/scene.ts";
import { sceneOf } from "../stage/stage.ts";
import { frameAt } from "./camera.ts";
import { choreographyOf } from "./choreography.ts";
import { motionMs } from "./durations.ts";
import { frameMarks } from "./frame.ts";
import { boxAt, pointOf, type Transition, transitionOf } from "./motion.ts";
import { stepBetween } from "./transition.ts";

const trace = exampleTrace();
const timeline = new Timeline(new TraceLog(trace));
const view: View = { width: 1200, language: "en" };

function stepTo(position: number, mode: Partial<View> = {}): Transition {
  return stepBetween(timeline, position - 1, position, { ...view, ...mode });
}

function positionOf(kind: string, key: string, nth = 1): number {
  const found = trace.records.filter(
    ({ fact }) =>
      fact.kind === kind &&
      (("ref" in fact && fact.ref?.key === key) || ("key" in fact && fact.key === key)),
  );
  return timeline.log.positionOf(found[nth - 1]?.seq ?? 0) ?? 0;
}

test("a watch event travels from its object's row at the apiserver to the wire", () => {
  const { journeys, from } = stepTo(positionOf("server.watch-sent", "node-2"));
  const cell = from.items.find(
    ({ lane, key, ref }) =>
      lane === "apiserver" && key === "node-2" && ref?.resourceVersion === "47",
  );
  expect(journeys).toHaveLength(1);
  expect(journeys[0]?.from.x).toBeCloseTo((cell?.box.x ?? 0) + (cell?.box.width ?? 0) / 2);
  expect(journeys[0]?.caption).toBe("node-2");
});

/** The example's run, with an ERROR in the place of its last watch event. */
function failingTrace(): TraceFile {
  const last = trace.records.findLast(({ fact }) => fact.kind === "server.watch-sent");
  const records = trace.records.map((record) => {
    if (record !== last || record.fact.kind !== "server.watch-sent") return record;
    const { ref: _ref, ...fact } = record.fact;
    return { ...record, fact: { ...fact, type: "ERROR" as const } };
  });
  return { ...trace, records };
}

test("what the server puts on a wire comes from the server, be it an error or a list", () => {
  const log = new TraceLog(failingTrace());
  const run = new Timeline(log);
  const sent = log.records.flatMap(({ fact, seq }) => {
    const isError = fact.kind === "server.watch-sent" && fact.type === "ERROR";
    const isList = fact.kind === "server.responded" && fact.count !== undefined;
    return isError || isList ? [{ kind: fact.kind, position: log.positionOf(seq) ?? 0 }] : [];
  });
  expect(new Set(sent.map(({ kind }) => kind)).size).toBe(2);
  for (const { position } of sent) {
    const { journeys, from } = stepBetween(run, position - 1, position, view);
    const heroes = journeys.filter(({ isHero }) => isHero);
    const server = from.lanes.find(({ id }) => id === "apiserver")?.box;
    expect(heroes).not.toEqual([]);
    for (const journey of heroes)
      expect(journey.from.x).toBeLessThanOrEqual((server?.x ?? 0) + (server?.width ?? 0));
  }
});

test("each lane hands an object on to the next: the way never begins nowhere", () => {
  for (const kind of [
    "reflector.received",
    "queue.enqueued",
    "store.changed",
    "handler.notified",
    "handler.called",
  ]) {
    const { journeys } = stepTo(positionOf(kind, "node-6"));
    expect([kind, journeys.length]).toEqual([kind, 1]);
    expect(journeys[0]?.from).not.toEqual(journeys[0]?.to);
  }
});

test("a write of somebody outside comes in at the cluster's outer side", () => {
  const acts = new Set(
    trace.records.filter(({ fact }) => fact.kind === "actor.acted").map(({ seq }) => seq),
  );
  const written = timeline.log.records.filter(
    ({ fact, seq }) =>
      fact.kind === "server.committed" &&
      fact.verb !== "delete" &&
      timeline.log.chainOf(seq, 12).some((cause) => acts.has(cause.seq)),
  );
  expect(written).not.toEqual([]);
  for (const { seq } of written) {
    const { journeys, to } = stepTo(timeline.log.positionOf(seq) ?? 0, {
      lens: { from: "overview", to: "overview", share: 1 },
    });
    const cluster = to.lanes.find(({ id }) => id === "apiserver")?.box;
    const [first] = journeys;
    expect(first?.from.x).toBeLessThan((cluster?.x ?? 0) + 20);
    expect(first?.to.x).toBeGreaterThan(first?.from.x ?? 0);
  }
});

test("where the Reflector is goes from state to state on its loop, and what is forgotten grows", () => {
  const isMove = ({ fact }: (typeof trace.records)[number]): boolean =>
    fact.kind === "reflector.moved" && fact.from === "listing";
  const moved = trace.records.findIndex(isMove) + 1;
  const step = stepTo(moved, { openLane: "reflector" });
  const pill = step.to.items.find(({ id }) => id === "reflector-state");
  const before = step.from.items.find(({ id }) => id === "reflector-state");
  if (pill === undefined || before === undefined) throw new Error("the Reflector has no state");
  expect(pill.box.y).not.toBe(before.box.y);
  const half = boxAt(step, before, pill, 0.5).y;
  expect(half).toBeGreaterThan(Math.min(before.box.y, pill.box.y));
  expect(half).toBeLessThan(Math.max(before.box.y, pill.box.y));

  const grown = { ...pill, stretch: { kind: "forgotten" } as const };
  expect(boxAt(step, undefined, grown, 0).width).toBe(0);
  expect(boxAt(step, undefined, grown, 1)).toEqual(pill.box);
});

test("all deltas of a key leave the queue together", () => {
  const popped =
    trace.records.findIndex(
      ({ fact }) => fact.kind === "queue.popped" && fact.deltas.length === 3,
    ) + 1;
  expect(stepTo(popped).journeys.map(({ caption }) => caption)).toEqual([
    "node-1",
    "node-1",
    "node-1",
  ]);
});

test("a key that waits already is turned away", () => {
  const { journeys } = stepTo(positionOf("workqueue.collapsed", "node-2"));
  expect(journeys.map(({ isTurnedAway, caption }) => [isTurnedAway, caption])).toEqual([
    [true, "node-2"],
  ]);
});

test("a journey begins at its origin and ends at its goal", () => {
  const [journey] = stepTo(positionOf("store.changed", "node-6")).journeys;
  expect(journey).toBeDefined();
  if (journey === undefined) return;
  expect(pointOf(journey, 0)).toMatchObject({ ...journey.from, progress: 0 });
  const end = pointOf(journey, 1);
  expect(end.x).toBeCloseTo(journey.to.x, 1);
  expect(end.y).toBeCloseTo(journey.to.y, 1);
});

test("at rest everything stands where the drawing has it, whatever it came from", () => {
  for (let position = 1; position <= timeline.length; position += 7) {
    const transition = stepTo(position);
    const before = new Map(transition.from.items.map((item) => [item.id, item]));
    for (const item of transition.to.items)
      expect(boxAt(transition, before.get(item.id), item, 1)).toEqual(item.box);
  }
});

test("with reduced motion nothing travels: both frames are the same, and an arrow joins old and new place", () => {
  const transition = stepTo(positionOf("queue.enqueued", "node-6"));
  const frame = (phase: number): readonly Mark[] =>
    frameMarks(transition.to, transition, { phase, isStill: true });
  expect(frame(0.1)).toEqual(frame(0.9));
  expect(JSON.stringify(frame(0.1))).toContain("iv-trail");
  expect(JSON.stringify(frame(0.1))).not.toContain('"travel:');
});

test("a step back moves nothing forward", () => {
  const position = positionOf("queue.enqueued", "node-6");
  const back = transitionOf(
    sceneOf(timeline, position, view),
    sceneOf(timeline, position - 1, view),
    timeline.log,
  );
  expect(back.journeys).toEqual([]);
});

test("on a phone, what comes from a closed lane starts at that lane's dot", () => {
  const { journeys, from } = stepTo(positionOf("queue.enqueued", "node-6"), { width: 390 });
  const dot = from.lanes.find(({ id }) => id === "reflector")?.box;
  expect(journeys).toHaveLength(1);
  expect(dot?.width).toBeLessThan(60);
  expect(journeys[0]?.from.x).toBeCloseTo((dot?.x ?? 0) + (dot?.width ?? 0) / 2);
});

test("a story point is played along one object's road, in 1.5 to 4 seconds", () => {
  const options = {
    size: "beat",
    speed: 1,
    scale: "event",
    isStill: false,
    isPlaying: false,
    readingMs: 0,
    nextReadingMs: 0,
  } as const;
  let before = 0;
  for (const beat of timeline.beats) {
    const { legs, hero } = choreographyOf(timeline, before, beat);
    expect(legs[0]?.from).toBe(before);
    expect(legs.at(-1)?.to).toBe(beat);
    for (const [index, leg] of legs.entries()) expect(leg.from).toBe(legs[index - 1]?.to ?? before);
    expect(legs.length).toBeLessThanOrEqual(9);
    const { motionMs } = stepTiming(timeline, before, beat, options);
    expect([beat, hero, motionMs >= 1500 && motionMs <= 4000]).toEqual([beat, hero, true]);
    before = beat;
  }
});

test("playing by itself, the picture is never still for longer than it moved", () => {
  const options = {
    size: "beat",
    speed: 1,
    scale: "event",
    isStill: false,
    isPlaying: true,
  } as const;
  for (const readingMs of [0, 900, 2500, 20_000]) {
    const told = { ...options, readingMs, nextReadingMs: readingMs };
    for (const [index, beat] of timeline.beats.entries()) {
      const { motionMs, restMs } = stepTiming(timeline, timeline.beats[index - 1] ?? 0, beat, told);
      expect(motionMs).toBeGreaterThanOrEqual(restMs);
      expect(motionMs).toBeLessThanOrEqual(4000);
    }
  }
});

test("what goes the same way as the hero is one bundle with its number on it", () => {
  const listed = positionOf("store.changed", "node-5");
  const popped = timeline.log.records.findIndex(({ fact }) => fact.kind === "queue.popped");
  const { journeys } = stepBetween(timeline, popped, listed, view, "node-1");
  const heroes = journeys.filter(({ isHero }) => isHero);
  expect([...new Set(heroes.map(({ caption }) => caption))]).toEqual(["node-1"]);
  expect(journeys.some(({ isHero, caption }) => !isHero && caption === "×4")).toBe(true);
});

test("a delta stays a delta until it is a row", () => {
  const [journey] = stepTo(positionOf("store.changed", "node-6")).journeys;
  expect(journey?.glyph).toBe(journey?.glyphFrom);
});

test("while a new version is on its way, its row stands there with the old one", () => {
  const updated = trace.records.find(
    ({ fact }) => fact.kind === "store.changed" && fact.change === "updated",
  );
  const fact = updated?.fact;
  if (fact?.kind !== "store.changed") throw new Error("nothing is updated");
  const step = stepTo(timeline.log.positionOf(updated?.seq ?? 0) ?? 0);
  const id = `store:${fact.ref.key}`;
  const wordsAt = (phase: number): string => {
    const items = frameMarks(step.to, step, { phase, isStill: false }).find(
      (mark) => mark.id === "items",
    );
    const row = items?.children?.find((mark) => mark.id === id);
    expect(row?.attributes["opacity"]).toBeUndefined();
    return JSON.stringify(row);
  };
  const versionOf = ({ items }: { readonly items: typeof step.to.items }): string =>
    `"text":"${items.find((item) => item.id === id)?.ref?.resourceVersion ?? ""}"`;

  expect(versionOf(step.from)).not.toBe(versionOf(step.to));
  expect(wordsAt(0.4)).toContain(versionOf(step.from));
  expect(wordsAt(0.4)).not.toContain(versionOf(step.to));
  expect(wordsAt(1)).toContain(versionOf(step.to));
});

/** The example's run, in which one cached object is told once more. */
function resyncedTrace(): TraceFile {
  const last = trace.records.at(-1);
  if (last === undefined) throw new Error("the example is empty");
  const { at, step, lane, seq } = last;
  const ref = { resource: "nodes", key: "node-1", resourceVersion: "44" };
  const informer = "nodes";
  return {
    ...trace,
    records: [
      ...trace.records,
      {
        at,
        step: step + 1,
        lane,
        seq: seq + 1,
        fact: { kind: "reflector.resync-due", informer, isWanted: true },
      },
      {
        at,
        step: step + 2,
        lane,
        seq: seq + 2,
        cause: seq + 1,
        fact: { kind: "queue.enqueued", informer, type: "Sync", ref, length: 1 },
      },
    ],
  };
}

test("what a resync tells once more comes out of the copy, not out of the Reflector", () => {
  const run = new Timeline(new TraceLog(resyncedTrace()));
  const { journeys, from } = stepBetween(run, run.length - 1, run.length, view);
  const row = from.items.find(({ lane, key }) => lane === "indexer" && key === "node-1");
  expect(journeys.map(({ glyph, glyphFrom }) => [glyphFrom, glyph])).toEqual([["sync", "sync"]]);
  expect(journeys[0]?.from.x).toBeCloseTo((row?.box.x ?? 0) + (row?.box.width ?? 0) / 2);
});

test("a request leaves the Reflector on the wire's side", () => {
  const asked = trace.records.findIndex(({ fact }) => fact.kind === "reflector.list-requested") + 1;
  const { journeys, from } = stepTo(asked);
  const reflector = from.lanes.find(({ id }) => id === "reflector")?.box;
  expect(journeys).toHaveLength(1);
  expect(journeys[0]?.from.x).toBeLessThan((reflector?.x ?? 0) + (reflector?.width ?? 0) / 2);
});

test("a list's request stays where it is until the answer is there", () => {
  const answered =
    trace.records.findIndex(
      ({ fact }) => fact.kind === "server.responded" && fact.count !== undefined,
    ) + 1;
  const step = stepTo(answered);
  const placeAt = (phase: number): unknown =>
    frameMarks(step.to, step, { phase, isStill: false })
      .find((mark) => mark.id === "items")
      ?.children?.find((mark) => mark.id === "list")?.attributes["transform"];
  const boxOf = ({ items }: { readonly items: typeof step.to.items }): string => {
    const { x, y } = items.find(({ id }) => id === "list")?.box ?? {};
    return `translate(${round(x ?? 0)},${round(y ?? 0)})`;
  };
  expect(boxOf(step.from)).not.toBe(boxOf(step.to));
  expect(placeAt(0.2)).toBe(boxOf(step.from));
  expect(placeAt(1)).toBe(boxOf(step.to));
});

test("an answer that brings nothing onto the wire holds up nobody", () => {
  const written = { kind: "server.responded", request: "r1", code: 201 } as const;
  expect(motionMs({ ...written, count: 3 })).toBeGreaterThanOrEqual(3 * motionMs(written));
});

test("a deletion comes to the row that it takes away, and the row stands there until then", () => {
  const deleted =
    trace.records.findIndex(
      ({ fact }) => fact.kind === "store.changed" && fact.change === "deleted",
    ) + 1;
  const step = stepTo(deleted);
  const gone = step.from.items.find(
    ({ id, lane }) => lane === "indexer" && !step.to.items.some((item) => item.id === id),
  );
  const [way] = step.journeys.filter(({ id }) => id === `taken:${gone?.id}`);
  expect(way?.isHero).toBe(true);
  expect(way?.to.x).toBeCloseTo((gone?.box.x ?? 0) + (gone?.box.width ?? 0) / 2);
  const rowAt = (phase: number): unknown =>
    frameMarks(step.to, step, { phase, isStill: false })
      .find((mark) => mark.id === "items")
      ?.children?.find((mark) => mark.id === `leaving:${gone?.id}`)?.attributes["opacity"];
  expect(rowAt(0.6)).toBe(1);
  expect(rowAt(0.95)).toBeLessThan(0.5);
  expect(rowAt(1)).toBeUndefined();
});

test("a write's place on the ruler comes up when the write has landed", () => {
  const position = positionOf("server.committed", "node-2", 2);
  const step = stepTo(position);
  const id = `log:${trace.records[position - 1]?.seq}`;
  const seenAt = (phase: number): unknown =>
    frameMarks(step.to, step, { phase, isStill: false })
      .find((mark) => mark.id === "items")
      ?.children?.find((mark) => mark.id === id)?.attributes["opacity"];
  expect(seenAt(0.1)).toBe(0);
  expect(seenAt(0.7)).toBe(0);
  expect(seenAt(0.9)).toBeCloseTo(0.5);
  expect(seenAt(1)).toBeUndefined();
});

test("lanes stand still while the object travels, and close when it has arrived", () => {
  const to = positionOf("store.changed", "node-2", 2);
  const choreography = choreographyOf(
    timeline,
    positionOf("server.committed", "node-2", 2) - 1,
    to,
  );
  const from = choreography.legs[0]?.from ?? 0;
  const frames = Array.from({ length: 100 }, (_, percent) =>
    frameAt(timeline, choreography, { from, to, phase: percent / 100 }, view),
  );
  expect(frames[0]?.lens.via).toBeDefined();
  const closing = frames.filter(({ lens }) => lens.share > 0.5);
  expect(closing.length).toBeGreaterThan(10);
  for (const { leg, phase } of closing) {
    expect(leg.to).toBe(to);
    expect(phase).toBeGreaterThan(0.99);
  }
});
