import { runScenario, type Scenario, toScenario } from "@informerlab/test";
import { lessonScenarios } from "@informerlab/test/lessons";
import {
  plainText,
  type QueueFlavour,
  reasonText,
  type ThreadTarget,
  Timeline,
  TraceLog,
  threadOf,
} from "@informerlab/visualizer";
import { expect, test } from "vitest";

const flavours: readonly QueueFlavour[] = ["delta", "real", "real-atomic"];

function timelineOf(scenario: Scenario): Timeline {
  return new Timeline(new TraceLog(runScenario(scenario, { judge: false }).trace));
}

function base(queue: QueueFlavour, more: object = {}): Scenario {
  return toScenario(
    {
      version: 1,
      seed: 1,
      network: { latencyMs: 20 },
      objects: [
        { resource: "nodes", name: "n1" },
        { resource: "nodes", name: "n2" },
      ],
      informers: [
        { resource: "nodes", queue, handlers: [{ name: "controller", enqueuesTo: "work" }] },
      ],
      queues: [{ name: "work", informer: "nodes" }],
      ...more,
    },
    "test",
  );
}

function find(timeline: Timeline, kind: string, key?: string, nth = 0): number {
  const hits = timeline.log.records.filter(
    ({ fact }) =>
      fact.kind === kind &&
      (key === undefined ||
        ("ref" in fact && fact.ref?.key === key) ||
        ("key" in fact && fact.key === key)),
  );
  const hit = hits.at(nth);
  if (hit === undefined) throw new Error(`no ${kind} of ${key}`);
  return timeline.log.positionOf(hit.seq) ?? 0;
}

const row = (key: string): ThreadTarget => ({ kind: "row", key });

test("a deletion that nobody hears is broken where the watch was cut, and the rest of its road is dotted", () => {
  for (const queue of flavours) {
    const timeline = timelineOf(
      base(queue, {
        script: [
          { do: "cut-watches", atMs: 500, how: "reset" },
          { do: "delete", atMs: 510, resource: "nodes", name: "n2" },
        ],
      }),
    );
    const written = timeline.commits.find(({ verb }) => verb === "delete");
    const position = timeline.log.positionOf(written?.seq ?? 0) ?? 0;
    const { knots, reason } = threadOf(timeline, position, "nodes", row("n2"));
    expect(knots[0]).toMatchObject({ lane: "apiserver", state: "passed", seq: written?.seq });
    expect(knots[1]).toMatchObject({ lane: "network", state: "broken" });
    expect(knots.slice(2).map(({ lane, state }) => `${lane} ${state}`)).toEqual([
      "reflector missed",
      "queue missed",
      "queue missed",
      "indexer missed",
    ]);
    expect(["cut", "backing-off", "not-sent-yet", "listing"]).toContain(reason?.id);
    const end = threadOf(timeline, timeline.length, "nodes", row("n2"));
    expect(end.reason).toMatchObject({ id: "was-deleted" });
    expect(end.knots.every(({ state }) => state === "passed")).toBe(true);
  }
});

test("at every hop of every lesson, an absent or old row has a reason that the worlds bear out", () => {
  for (const lesson of lessonScenarios()) {
    for (const queue of flavours) {
      const scenario = {
        ...lesson,
        beats: [],
        informers: lesson.informers.map((informer) => ({ ...informer, queue })),
      };
      const { resource = "nodes", name: informer = resource } = lesson.informers[0] ?? {};
      const timeline = timelineOf(scenario);
      const written = timeline.commits.filter(({ ref }) => ref.resource === resource);
      const keys = [...new Set(written.map(({ ref }) => ref.key))];
      for (const position of timeline.hops) {
        for (const key of keys) {
          const { knots, reason } = threadOf(timeline, position, informer, row(key));
          const world = timeline.worldAt(position);
          const truth = world.server.get(`${resource} ${key}`)?.ref.resourceVersion;
          const held = world.informers.get(informer)?.store.get(key)?.ref.resourceVersion;
          const isSettled = ["is-here", "was-deleted", "came-and-went"].includes(reason?.id ?? "");
          const isWritten = reason?.id !== "not-yet-written" && reason?.id !== "never-written";
          // The copy may be ahead of nothing: where it agrees with the server, the thread must say so.
          if (isWritten)
            expect([position, key, isSettled]).toEqual([position, key, truth === held]);
          else expect(truth).toBeUndefined();
          const broken = knots.filter(({ state }) => state === "broken");
          expect(broken.length).toBe(isSettled ? 0 : 1);
          for (const language of ["en", "zh-CN"] as const) {
            const sentence = reason === undefined ? "" : plainText(reasonText(reason, language));
            expect(sentence).not.toBe("");
            expect(sentence).not.toMatch(/undefined|[{}[\]]/);
          }
        }
      }
    }
  }
});

test("an event arrives before the end of the stream behind it; one that did not is lost", () => {
  const whole = timelineOf(
    base("delta", {
      network: { latencyMs: 200 },
      script: [
        { do: "update", atMs: 2000, resource: "nodes", name: "n1" },
        { do: "cut-watches", atMs: 2050, how: "reset" },
      ],
    }),
  );
  const sent = find(whole, "server.watch-sent", "n1");
  const cut = find(whole, "server.watch-ended");
  const reasonAt = (timeline: Timeline, position: number) =>
    threadOf(timeline, position, "nodes", row("n1")).reason;
  expect(reasonAt(whole, sent)?.id).toBe("on-the-wire");
  expect(reasonAt(whole, cut)?.id).toBe("on-the-wire");
  expect(reasonAt(whole, whole.length)?.id).toBe("is-here");

  const received = find(whole, "reflector.received", "n1");
  const ended = find(whole, "reflector.watch-ended");
  const records = whole.log.records.filter(
    (_, index) => index + 1 < received || index + 1 >= ended,
  );
  const lossy = new Timeline(new TraceLog({ version: 1, records }));
  expect(reasonAt(lossy, find(lossy, "reflector.watch-ended"))).toMatchObject({
    id: "lost-on-wire",
    values: { step: sent },
  });
});

test("a callback that has not come says where it waits; one that came says when", () => {
  const timeline = timelineOf(
    base("delta", {
      informers: [
        {
          resource: "nodes",
          handlers: [
            { name: "slow", durationMs: 400 },
            { name: "late", addAtMs: 5000 },
          ],
        },
      ],
      queues: [],
    }),
  );
  const at = (position: number, handler: string) =>
    threadOf(timeline, position, "nodes", { kind: "callback", key: "n2", handler }).reason;
  const notified = find(timeline, "handler.notified", "n2");
  expect(at(notified, "slow")).toMatchObject({ id: "handler-busy", values: { handler: "slow" } });
  expect(at(notified, "late")).toMatchObject({ id: "registered-late" });
  const called = find(timeline, "handler.called", "n2");
  expect(at(called, "slow")).toEqual({ id: "was-called", values: { step: called } });
});

test("a key that a worker took is not in the queue because a worker took it", () => {
  const timeline = timelineOf(base("delta"));
  const target: ThreadTarget = { kind: "work", key: "n1", queue: "work" };
  const added = find(timeline, "workqueue.added", "n1");
  const got = find(timeline, "workqueue.got", "n1");
  expect(threadOf(timeline, added - 1, "nodes", target).knots.at(-1)?.state).not.toBe("passed");
  expect(threadOf(timeline, added, "nodes", target).reason?.id).toBe("is-waiting");
  expect(threadOf(timeline, got, "nodes", target).reason).toEqual({
    id: "was-taken",
    values: { step: got },
  });
});

test("what was not asked for does not come", () => {
  const timeline = timelineOf(
    base("delta", {
      objects: [
        { resource: "nodes", name: "n1", labels: { zone: "a" } },
        { resource: "nodes", name: "n2", labels: { zone: "b" } },
      ],
      informers: [{ resource: "nodes", labelSelector: "zone=a" }],
      queues: [],
    }),
  );
  expect(threadOf(timeline, timeline.length, "nodes", row("n2")).reason).toEqual({
    id: "not-selected",
    values: { asked: "zone=a" },
  });
  expect(threadOf(timeline, timeline.length, "nodes", row("n9")).reason?.id).toBe("never-written");
});

test("an object under another value of an index is there, but filed elsewhere", () => {
  const timeline = timelineOf(
    base("delta", {
      objects: [{ resource: "nodes", name: "n1", labels: { zone: "a" } }],
      informers: [{ resource: "nodes", indexLabels: ["zone"] }],
      queues: [],
    }),
  );
  const target: ThreadTarget = { kind: "bucket", key: "n1", index: "label:zone", value: "b" };
  expect(threadOf(timeline, timeline.length, "nodes", target).reason).toEqual({
    id: "filed-elsewhere",
    values: { values: ["a"] },
  });
});

test("the thread of something drawn goes from the write to the place, each knot a record", () => {
  const timeline = timelineOf(base("delta"));
  const called = timeline.log.recordAt(find(timeline, "handler.called", "n1"));
  const { knots, reason } = threadOf(timeline, timeline.length, "nodes", {
    kind: "item",
    seq: called?.seq ?? 0,
  });
  expect(reason).toBeUndefined();
  expect(knots[0]?.lane).toBe("apiserver");
  expect(knots.at(-1)).toMatchObject({ lane: "handlers", seq: called?.seq });
});
