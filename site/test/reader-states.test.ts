import { runScenario, toScenario } from "@informerlab/test";
import { lessonScenarios } from "@informerlab/test/lessons";
import { type ReaderState, readerStates, Timeline, TraceLog } from "@informerlab/visualizer";
import { expect, test } from "vitest";

const lessons = lessonScenarios();

type Queue = "delta" | "real" | "real-atomic";

function states(
  id: string,
  queue: Queue,
): { readonly log: TraceLog; readonly seen: readonly ReaderState[] } {
  const lesson = lessons.find((one) => one.id === id);
  if (lesson === undefined) throw new Error(`no lesson ${id}`);
  const informers = lesson.informers.map((informer) => ({ ...informer, queue }));
  const log = new TraceLog(
    runScenario({ ...lesson, beats: [], informers }, { judge: false }).trace,
  );
  return { log, seen: readerStates(log, "nodes") };
}

test("a stamp says the truth: the server held exactly that, or at no time before", () => {
  for (const queue of ["delta", "real", "real-atomic"] as const) {
    for (const { id = "" } of lessons) {
      const { log, seen } = states(id, queue);
      const timeline = new Timeline(log);
      const history: string[] = [];
      const textOf = (held: Iterable<readonly [string, string]>): string =>
        JSON.stringify([...held].sort());
      let at = 0;
      for (const state of seen) {
        for (; at <= state.position; at += 1) {
          // Nothing else changes what the server holds.
          if (at > 0 && log.records[at - 1]?.fact.kind !== "server.committed") continue;
          const server = [...timeline.worldAt(at).server.values()].filter(
            ({ ref }) => ref.resource === "nodes",
          );
          const text = textOf(
            server.map(({ ref }) => [ref.key, ref.resourceVersion ?? ""] as const),
          );
          if (history.at(-1) !== text) history.push(text);
        }
        expect(history.includes(textOf(state.held))).toBe(state.existedAt !== undefined);
        const store = timeline.worldAt(state.position).informers.get("nodes")?.store ?? new Map();
        expect([...store.keys()].sort()).toEqual([...state.held.keys()].sort());
      }
    }
  }
});

test("a queue by key shows the reader states that never were; one in order does while it takes in a list; one in batches never", () => {
  const never = (seen: readonly ReaderState[]): number =>
    seen.filter(({ existedAt }) => existedAt === undefined).length;
  for (const { id = "" } of lessons) {
    expect(never(states(id, "real-atomic").seen)).toBe(0);
  }
  expect(never(states("why-a-queue", "delta").seen)).toBeGreaterThan(0);

  // A list comes in the order of the keys, which is not that of the writes.
  const mixed = (queue: Queue): readonly ReaderState[] => {
    const objects = ["n3", "n1", "n2"].map((name) => ({ resource: "nodes", name }));
    const scenario = toScenario(
      { version: 1, seed: 1, objects, informers: [{ resource: "nodes", queue }] },
      "test",
    );
    return readerStates(new TraceLog(runScenario(scenario, { judge: false }).trace), "nodes");
  };
  expect(mixed("real").map(({ existedAt }) => existedAt !== undefined)).toEqual([
    false,
    false,
    true,
  ]);
  expect(mixed("real-atomic").map(({ existedAt }) => existedAt !== undefined)).toEqual([true]);
});

test("a state that never existed names what it lacks, has too much, or holds too old", () => {
  const { seen } = states("gone", "delta");
  const odd = seen.filter(({ existedAt }) => existedAt === undefined);
  expect(odd.length).toBeGreaterThan(0);
  for (const { against } of odd) {
    const { missing = [], extra = [], old = [] } = against ?? {};
    expect(missing.length + extra.length + old.length).toBeGreaterThan(0);
  }
});
