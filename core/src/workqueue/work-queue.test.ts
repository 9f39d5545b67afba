import { expect, test } from "vitest";
import { lane } from "../environment/scheduler.ts";
import { Simulation } from "../simulation/simulation.ts";
import type { TraceFact } from "../trace/facts.ts";
import type { TraceRecord } from "../trace/trace.ts";
import type { WorkQueueFact } from "../trace/work-queue-facts.ts";
import type { QueueOrder } from "./queue-order.ts";
import { WorkQueue } from "./work-queue.ts";

function record(simulation: Simulation): TraceRecord<TraceFact>[] {
  const records: TraceRecord<TraceFact>[] = [];
  simulation.trace.subscribe((each) => records.push(each));
  return records;
}

function text(fact: TraceFact): string {
  return `${fact.kind.replace("workqueue.", "")} ${(fact as Extract<WorkQueueFact, { key: string }>).key}`;
}

test("WQ-1: an item is queued, then in processing, then nothing", () => {
  const queue = new WorkQueue(new Simulation());
  queue.add("a");
  expect(queue.length).toBe(1);
  expect(queue.tryGet()).toBe("a");
  expect(queue.length).toBe(0);
  queue.done("a");

  expect(queue.tryGet()).toBeUndefined();
});

test("WQ-2: many adds of a waiting item collapse into one run", () => {
  const queue = new WorkQueue(new Simulation());
  for (let count = 0; count < 10; count++) queue.add("a");

  expect(queue.length).toBe(1);
  queue.tryGet();
  queue.done("a");
  expect(queue.tryGet()).toBeUndefined();
});

test("WQ-2, WQ-4: adds while processing collapse into one more run, queued by done", () => {
  const queue = new WorkQueue(new Simulation());
  queue.add("a");
  queue.tryGet();
  queue.add("a");
  queue.add("a");
  expect(queue.length).toBe(0);
  queue.done("a");

  expect(queue.length).toBe(1);
  expect(queue.tryGet()).toBe("a");
  queue.done("a");
  expect(queue.tryGet()).toBeUndefined();
});

test("WQ-3: a waiter is called when an item comes, not before, and never in place", () => {
  const simulation = new Simulation();
  const queue = new WorkQueue(simulation);
  const got: (string | undefined)[] = [];
  queue.get((item) => got.push(item));
  simulation.runReady();
  expect(got).toEqual([]);

  queue.add("a");
  expect(got).toEqual([]);
  simulation.runReady();

  expect(got).toEqual(["a"]);
});

test("WQ-3: waiters are told of the shutdown once the queue is empty", () => {
  const simulation = new Simulation();
  const queue = new WorkQueue(simulation);
  const got: (string | undefined)[] = [];
  queue.add("a");
  queue.shutDown();
  queue.get((item) => got.push(item));
  queue.get((item) => got.push(item));
  simulation.runReady();

  expect(got).toEqual(["a", undefined]);
});

test("WQ-4: done of an item that is queued and was never taken queues it a second time", () => {
  const queue = new WorkQueue(new Simulation());
  queue.add("a");
  queue.done("a");
  expect(queue.length).toBe(2);

  expect([queue.tryGet(), queue.tryGet(), queue.tryGet()]).toEqual(["a", "a", undefined]);
  queue.add("a");
  expect(queue.length).toBe(0);
  queue.done("a");
  expect(queue.length).toBe(1);
});

test("WQ-4: copies of one item follow whatever the item became meanwhile", () => {
  const queue = new WorkQueue(new Simulation());
  queue.add("a");
  queue.done("a");
  queue.tryGet();
  queue.done("a");
  queue.add("a");
  expect(queue.length).toBe(2);

  // The old copy is taken: the item is in processing and no longer dirty, though it still waits.
  queue.tryGet();
  queue.add("a");
  expect(queue.length).toBe(1);
  queue.done("a");
  expect(queue.length).toBe(2);
});

test("WQ-4: done of an unknown item changes nothing", () => {
  const queue = new WorkQueue(new Simulation());
  queue.done("unknown");

  expect(queue.length).toBe(0);
  expect(queue.tryGet()).toBeUndefined();
});

test("WQ-5: an item added while a worker has it is not handed to another", () => {
  const queue = new WorkQueue(new Simulation());
  queue.add("a");
  queue.tryGet();
  queue.add("a");

  expect(queue.tryGet()).toBeUndefined();
});

test("WQ-6: the length counts neither items in processing nor those dirty behind them", () => {
  const queue = new WorkQueue(new Simulation());
  for (const item of ["a", "b", "c"]) queue.add(item);
  queue.tryGet();
  queue.add("a");

  expect(queue.length).toBe(2);
});

test("WQ-10: items come in the order in which they were added", () => {
  const queue = new WorkQueue(new Simulation());
  const items = Array.from({ length: 100 }, (_, index) => `item-${index}`);
  for (const item of items) queue.add(item);

  expect(items.map(() => queue.tryGet())).toEqual(items);
});

test("WQ-2, WQ-10: a custom order is told of what waits and is added again, not of what is in processing", () => {
  const waiting: string[] = [];
  const touched: string[] = [];
  const lastFirst: QueueOrder<string> = {
    get length() {
      return waiting.length;
    },
    touch: (item) => touched.push(item),
    push: (item) => waiting.push(item),
    pop: () => waiting.pop(),
  };
  const queue = new WorkQueue(new Simulation(), { order: lastFirst });
  queue.add("a");
  queue.add("b");
  queue.add("a");
  expect(queue.length).toBe(2);
  expect(queue.tryGet()).toBe("b");
  queue.add("b");
  queue.add("b");

  expect(touched).toEqual(["a"]);
  queue.done("b");
  expect([queue.tryGet(), queue.tryGet(), queue.tryGet()]).toEqual(["b", "a", undefined]);
});

test("WQ-11: of several waiters each gets an item, and a cancelled one takes none", () => {
  const simulation = new Simulation();
  const queue = new WorkQueue(simulation);
  const got: string[] = [];
  queue.get((item) => got.push(`1 ${item}`));
  const cancel = queue.get((item) => got.push(`2 ${item}`));
  queue.get((item) => got.push(`3 ${item}`));
  cancel();
  queue.add("a");
  queue.add("b");
  simulation.runReady();

  expect(got).toEqual(["1 a", "3 b"]);
});

test("WQ-11: a waiter cancelled after it was woken passes its item on", () => {
  const simulation = new Simulation();
  const queue = new WorkQueue(simulation);
  const got: string[] = [];
  const cancel = queue.get((item) => got.push(`1 ${item}`));
  queue.get((item) => got.push(`2 ${item}`));
  queue.add("a");
  cancel();
  simulation.runReady();

  expect(got).toEqual(["2 a"]);
});

test("WQ-11: a waiter whose item was taken from under it goes on waiting", () => {
  const simulation = new Simulation();
  const queue = new WorkQueue(simulation);
  const got: (string | undefined)[] = [];
  queue.get((item) => got.push(item));
  queue.add("a");
  queue.tryGet();
  simulation.runReady();
  expect(got).toEqual([]);
  queue.add("b");
  simulation.runReady();

  expect(got).toEqual(["b"]);
});

test("WQ-12: items with equal keys are one item, and the newest is handed out", () => {
  const queue = new WorkQueue<{ key: string; version: number }>(new Simulation(), {
    keyOf: ({ key }) => key,
  });
  queue.add({ key: "a", version: 1 });
  queue.tryGet();
  queue.add({ key: "a", version: 2 });
  expect(queue.length).toBe(0);
  queue.done({ key: "a", version: 0 });

  expect(queue.tryGet()).toEqual({ key: "a", version: 2 });
});

test("WQ-12: an object without a key function is refused with what would be right", () => {
  const queue = new WorkQueue<object>(new Simulation());

  expect(() => queue.add({ name: "a" })).toThrow("give the option keyOf");
  expect(queue.length).toBe(0);
});

test("several producers and workers: nothing is lost, and nothing is processed twice at once", () => {
  const simulation = new Simulation();
  const queue = new WorkQueue(simulation);
  const processing = new Set<string>();
  const runs = new Map<string, number>();
  let doubled = 0;
  for (let worker = 0; worker < 10; worker++) {
    const own = lane(`worker/${worker}`);
    const work = (item: string | undefined): void => {
      if (item === undefined) return;
      if (processing.has(item)) doubled += 1;
      processing.add(item);
      runs.set(item, (runs.get(item) ?? 0) + 1);
      simulation.after(3, own, () => {
        processing.delete(item);
        queue.done(item);
        queue.get(work, own);
      });
    };
    queue.get(work, own);
  }
  for (let producer = 0; producer < 50; producer++) {
    for (let count = 0; count < 50; count++) {
      simulation.after(count, lane(`producer/${producer}`), () => queue.add(`item-${producer}`));
    }
  }
  simulation.advanceBy(10_000);
  queue.shutDown();
  simulation.runReady();

  expect(doubled).toBe(0);
  expect(runs.size).toBe(50);
  expect(processing.size).toBe(0);
});

test("items can be iterated until the queue is shut down", async () => {
  const simulation = new Simulation();
  const queue = new WorkQueue(simulation);
  for (const item of ["a", "b"]) queue.add(item);
  queue.shutDown();
  const seen: string[] = [];
  const reading = (async () => {
    for await (const item of queue) {
      seen.push(item);
      queue.done(item);
    }
  })();
  await simulation.advanceByAsync(1);
  await reading;

  expect(seen).toEqual(["a", "b"]);
});

test("an item's way is one chain of causes: added, got, collapsed behind it, got again", () => {
  const simulation = new Simulation();
  const queue = new WorkQueue(simulation, { name: "nodes" });
  const records = record(simulation);
  const handler = lane("handler");
  const worker = lane("worker");
  simulation.post(handler, () => queue.add("a"));
  simulation.post(handler, () => queue.add("b"));
  simulation.runReady();
  simulation.post(worker, () => queue.tryGet());
  simulation.runReady();
  simulation.post(handler, () => queue.add("a"));
  simulation.runReady();
  simulation.post(worker, () => queue.done("a"));
  simulation.post(worker, () => queue.tryGet());
  simulation.post(worker, () => queue.tryGet());
  simulation.runReady();

  expect(records.map(({ seq, cause, fact }) => [seq, cause, text(fact)])).toEqual([
    [1, undefined, "added a"],
    [2, undefined, "added b"],
    [3, 1, "got a"],
    [4, undefined, "collapsed a"],
    [5, undefined, "done a"],
    [6, 2, "got b"],
    [7, 4, "got a"],
  ]);
});

test("facts say where an add collapsed, and whether a done queues the item again", () => {
  const simulation = new Simulation();
  const queue = new WorkQueue(simulation, { name: "nodes" });
  const records = record(simulation);
  queue.add("a");
  queue.add("a");
  queue.tryGet();
  queue.add("a");
  queue.add("a");
  queue.done("a");
  queue.shutDownWithDrain();

  expect(records.map(({ fact }) => fact)).toEqual([
    { kind: "workqueue.added", queue: "nodes", key: "a", depth: 1 },
    { kind: "workqueue.collapsed", queue: "nodes", key: "a", where: "queued", wasDirty: true },
    { kind: "workqueue.got", queue: "nodes", key: "a", depth: 0 },
    { kind: "workqueue.collapsed", queue: "nodes", key: "a", where: "processing", wasDirty: false },
    { kind: "workqueue.collapsed", queue: "nodes", key: "a", where: "processing", wasDirty: true },
    { kind: "workqueue.done", queue: "nodes", key: "a", isRequeued: true, depth: 1 },
    { kind: "workqueue.shut-down", queue: "nodes", isDraining: true },
  ]);
});
