import { expect, test } from "vitest";
import { lane } from "../environment/scheduler.ts";
import { Simulation } from "../simulation/simulation.ts";
import type { TraceFact } from "../trace/facts.ts";
import type { TraceRecord } from "../trace/trace.ts";
import { DelayingQueue } from "./delaying-queue.ts";

/** Everything that can be taken now. */
function takeAll(queue: DelayingQueue): string[] {
  const items: string[] = [];
  for (let item = queue.tryGet(); item !== undefined; item = queue.tryGet()) {
    items.push(item);
    queue.done(item);
  }
  return items;
}

test("DQ-1: an item comes at its time and not before, a second time too", () => {
  const simulation = new Simulation();
  const queue = new DelayingQueue(simulation);
  for (let round = 0; round < 2; round++) {
    queue.addAfter("a", 50);
    simulation.advanceBy(49);
    expect(queue.length).toBe(0);
    simulation.advanceBy(1);
    expect(takeAll(queue)).toEqual(["a"]);
  }
});

test("DQ-1: a delay of zero or less adds at once", () => {
  const queue = new DelayingQueue(new Simulation());
  queue.addAfter("a", 0);
  queue.addAfter("b", -7);

  expect(queue.length).toBe(2);
});

test("DQ-1: nothing is delayed after a shutdown, and a retry then does not count", () => {
  const simulation = new Simulation();
  let retries = 0;
  const none = { inc: () => {}, dec: () => {}, set: () => {}, observe: () => {} };
  const queue = new DelayingQueue(simulation, {
    name: "queue",
    metricsProvider: {
      newDepthMetric: () => none,
      newAddsMetric: () => none,
      newLatencyMetric: () => none,
      newWorkDurationMetric: () => none,
      newUnfinishedWorkSecondsMetric: () => none,
      newLongestRunningProcessorSecondsMetric: () => none,
      newRetriesMetric: () => ({
        inc: () => {
          retries += 1;
        },
      }),
    },
  });
  queue.addAfter("a", 0);
  queue.addAfter("b", 5);
  queue.shutDown();
  queue.addAfter("c", 0);
  simulation.advanceBy(10);

  expect(retries).toBe(2);
  expect(takeAll(queue)).toEqual(["a"]);
});

test("DQ-2: of several delays of one item the one that ends first holds", () => {
  const simulation = new Simulation();
  const queue = new DelayingQueue(simulation);
  queue.addAfter("a", 50);
  queue.addAfter("a", 70);
  queue.addAfter("a", 30);
  expect(queue.waitingLength).toBe(1);
  simulation.advanceBy(30);
  expect(takeAll(queue)).toEqual(["a"]);
  simulation.advanceBy(100);

  expect(takeAll(queue)).toEqual([]);
});

test("DQ-2: several items come in the order of their times", () => {
  const simulation = new Simulation();
  const queue = new DelayingQueue(simulation);
  const delays = [9, 3, 7, 1, 5, 8, 2, 6, 4];
  for (const delay of delays) queue.addAfter(`after-${delay}`, delay);
  const seen: string[] = [];
  for (let ms = 1; ms <= 9; ms++) {
    simulation.advanceBy(1);
    seen.push(...takeAll(queue));
  }

  expect(seen).toEqual([...delays].sort().map((delay) => `after-${delay}`));
});

test("DQ-3: an item that is due collapses with one that waits, and an add leaves a delay alone", () => {
  const simulation = new Simulation();
  const queue = new DelayingQueue(simulation);
  queue.addAfter("a", 10);
  queue.add("a");
  expect(takeAll(queue)).toEqual(["a"]);
  expect(queue.waitingLength).toBe(1);
  queue.add("a");
  simulation.advanceBy(10);

  expect(queue.length).toBe(1);
});

test("DQ-4: a hundred thousand delays all come", () => {
  const simulation = new Simulation();
  const queue = new DelayingQueue(simulation);
  for (let index = 0; index < 100_000; index++) {
    queue.addAfter(`item-${index}`, 1 + ((index * 7919) % 1000));
  }
  simulation.advanceBy(1000);

  expect(queue.length).toBe(100_000);
});

test("DQ-5: a shutdown drops what is held back, draining or not", () => {
  for (const draining of [false, true]) {
    const simulation = new Simulation();
    const queue = new DelayingQueue(simulation);
    queue.addAfter("a", 10);
    if (draining) {
      queue.shutDownWithDrain();
    } else {
      queue.shutDown();
    }
    expect(queue.waitingLength).toBe(0);
    simulation.advanceBy(20);

    expect(queue.length).toBe(0);
    expect(simulation.nextTimerAt).toBeUndefined();
  }
});

test("DQ-5: only the first shutdown acts, so a second one releases no drain that began after the first", () => {
  const simulation = new Simulation();
  const queue = new DelayingQueue(simulation);
  let isDrained = false;
  queue.add("a");
  queue.tryGet();
  queue.shutDown();
  queue.shutDownWithDrain(() => {
    isDrained = true;
  });

  queue.shutDown();
  simulation.runReady();
  expect(isDrained).toBe(false);

  queue.done("a");
  simulation.runReady();
  expect(isDrained).toBe(true);
});

test("DQ-5, WQ-8: a drain waits for processing only", async () => {
  const simulation = new Simulation();
  const queue = new DelayingQueue(simulation);
  queue.add("a");
  queue.tryGet();
  const drained = queue.drain();
  queue.done("a");
  simulation.runReady();

  await expect(drained).resolves.toBeUndefined();
});

test("a delay that is no number is refused", () => {
  const queue = new DelayingQueue(new Simulation(), { name: "nodes" });

  expect(() => queue.addAfter("a", Number.NaN)).toThrow(
    "work queue nodes: the delay must be a number",
  );
});

test("only one timer runs, however many items wait", () => {
  const simulation = new Simulation();
  const queue = new DelayingQueue(simulation);
  for (let index = 0; index < 100; index++) queue.addAfter(`item-${index}`, 100 + index);
  simulation.advanceToNext();

  expect(queue.length).toBe(1);
  expect(queue.waitingLength).toBe(99);
});

test("what a delay leads to names the delay as its cause", () => {
  const simulation = new Simulation();
  const queue = new DelayingQueue(simulation, { name: "nodes" });
  const records: TraceRecord<TraceFact>[] = [];
  simulation.trace.subscribe((each) => records.push(each));
  simulation.post(lane("worker"), () => queue.addAfter("a", 10, 3));
  simulation.post(lane("worker"), () => queue.addAfter("b", 10));
  simulation.advanceBy(10);
  const dueAt = simulation.now();

  expect(records.map(({ cause, fact }) => ({ cause, ...fact }))).toEqual([
    {
      cause: undefined,
      kind: "workqueue.delayed",
      queue: "nodes",
      key: "a",
      delayMs: 10,
      dueAt,
      failures: 3,
    },
    { cause: undefined, kind: "workqueue.delayed", queue: "nodes", key: "b", delayMs: 10, dueAt },
    { cause: 1, kind: "workqueue.added", queue: "nodes", key: "a", depth: 1 },
    { cause: 2, kind: "workqueue.added", queue: "nodes", key: "b", depth: 2 },
  ]);
});
