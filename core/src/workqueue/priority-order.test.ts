import { expect, test } from "vitest";
import { Simulation } from "../simulation/simulation.ts";
import { DelayingQueue } from "./delaying-queue.ts";
import { PriorityOrder } from "./priority-order.ts";
import { WorkQueue } from "./work-queue.ts";

function takeAll(queue: WorkQueue): string[] {
  const items: string[] = [];
  for (let item = queue.tryGet(); item !== undefined; item = queue.tryGet()) items.push(item);
  return items;
}

test("WQ-10: higher priorities come first, first in first out within one", () => {
  const priorities: Record<string, number> = { low: -1, high: 5 };
  const order = new PriorityOrder({
    priorityOf: (item) => priorities[item.split("-")[0] ?? ""] ?? 0,
  });
  const queue = new WorkQueue(new Simulation(), { order });
  for (const item of ["low-1", "a", "high-1", "b", "high-2", "low-2"]) queue.add(item);

  expect(takeAll(queue)).toEqual(["high-1", "high-2", "a", "b", "low-1", "low-2"]);
});

test("WQ-2, WQ-10: an item added again while it waits takes the place of its new priority, up or down", () => {
  const priorities = new Map([
    ["a", 1],
    ["b", 2],
    ["c", 3],
  ]);
  const order = new PriorityOrder({ priorityOf: (item) => priorities.get(item) ?? 0 });
  const queue = new WorkQueue(new Simulation(), { order });
  for (const item of ["a", "b", "c"]) queue.add(item);
  priorities.set("a", 9);
  queue.add("a");
  priorities.set("c", 0);
  queue.add("c");

  expect(queue.length).toBe(3);
  expect(takeAll(queue)).toEqual(["a", "b", "c"]);
});

test("WQ-4, WQ-10: a priority queue takes the second copy of a misused item as the plain one does", () => {
  const queue = new WorkQueue(new Simulation(), {
    order: new PriorityOrder<string>({ priorityOf: () => 0 }),
  });
  queue.add("a");
  queue.done("a");

  expect(queue.length).toBe(2);
  expect(takeAll(queue)).toEqual(["a", "a"]);
  queue.done("a");
  queue.add("a");
  expect(takeAll(queue)).toEqual(["a"]);
});

test("WQ-10: of equal items the one that its order keeps is handed out", () => {
  interface Task {
    readonly key: string;
    readonly priority: number;
  }
  const keyOf = ({ key }: Task): string => key;
  const order = new PriorityOrder<Task>({ priorityOf: ({ priority }) => priority, keyOf });
  const queue = new WorkQueue<Task>(new Simulation(), { order, keyOf });
  queue.add({ key: "a", priority: 1 });
  queue.add({ key: "b", priority: 2 });
  queue.add({ key: "a", priority: 3 });

  expect([queue.tryGet(), queue.tryGet()]).toEqual([
    { key: "a", priority: 3 },
    { key: "b", priority: 2 },
  ]);
});

test("WQ-10: an item whose priority cannot be told is refused, and can be added once it can", () => {
  let fails = true;
  const priorityOf = (item: string): number => {
    if (item === "bad" && fails) throw new Error("no such Pod");
    return 0;
  };
  const simulation = new Simulation();
  const queue = new DelayingQueue(simulation, { order: new PriorityOrder({ priorityOf }) });
  expect(() => queue.add("bad")).toThrow("no such Pod");
  queue.addAfter("bad", 10);
  queue.addAfter("good", 20);
  expect(() => simulation.advanceBy(100)).toThrow("no such Pod");
  simulation.advanceBy(100);
  expect([queue.tryGet(), queue.tryGet()]).toEqual(["good", undefined]);

  fails = false;
  queue.add("bad");
  expect(queue.tryGet()).toBe("bad");
});

test("WQ-8, WQ-10: who drains is told also when the item in processing cannot be put back", async () => {
  let fails = false;
  const priorityOf = (): number => {
    if (fails) throw new Error("no such Pod");
    return 0;
  };
  const simulation = new Simulation();
  const queue = new WorkQueue(simulation, { order: new PriorityOrder<string>({ priorityOf }) });
  queue.add("a");
  queue.tryGet();
  queue.add("a");
  const drained = queue.drain();
  fails = true;

  expect(() => queue.done("a")).toThrow("no such Pod");
  await simulation.advanceByAsync(0);
  await drained;
});
