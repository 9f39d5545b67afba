import { expect, test } from "vitest";
import { Simulation } from "../simulation/simulation.ts";
import { WorkQueue } from "./work-queue.ts";

test("WQ-7, WQ-9: after a shutdown nothing is added, and what waits is still handed out", () => {
  const queue = new WorkQueue(new Simulation());
  queue.add("a");
  queue.shutDown();
  queue.shutDown();
  queue.add("b");

  expect(queue.isShuttingDown).toBe(true);
  expect([queue.tryGet(), queue.tryGet()]).toEqual(["a", undefined]);
});

test("WQ-7: a shutdown releases a pending drain", () => {
  const simulation = new Simulation();
  const queue = new WorkQueue(simulation);
  let isDrained = false;
  queue.add("a");
  queue.tryGet();
  queue.shutDownWithDrain(() => {
    isDrained = true;
  });
  simulation.runReady();
  expect(isDrained).toBe(false);
  queue.shutDown();
  simulation.runReady();

  expect(isDrained).toBe(true);
});

test("WQ-8: a drain waits for done of everything in processing", () => {
  const simulation = new Simulation();
  const queue = new WorkQueue(simulation);
  let isDrained = false;
  for (const item of ["a", "b"]) queue.add(item);
  queue.tryGet();
  queue.tryGet();
  queue.shutDownWithDrain(() => {
    isDrained = true;
  });
  queue.done("a");
  simulation.runReady();
  expect(isDrained).toBe(false);
  queue.done("b");
  simulation.runReady();

  expect(isDrained).toBe(true);
});

test("WQ-8: done of an item that nobody took ends no processing: a drain still waits for the others", () => {
  const simulation = new Simulation();
  const queue = new WorkQueue(simulation);
  let isDrained = false;
  for (const item of ["a", "b"]) queue.add(item);
  queue.tryGet();
  queue.done("b");
  queue.shutDownWithDrain(() => {
    isDrained = true;
  });
  simulation.runReady();
  expect(isDrained).toBe(false);
  queue.done("a");
  simulation.runReady();

  expect(isDrained).toBe(true);
});

test("WQ-8: a drain does not wait for items nobody took, and an item marked dirty before still comes back", () => {
  const simulation = new Simulation();
  const queue = new WorkQueue(simulation);
  let isDrained = false;
  for (const item of ["a", "b"]) queue.add(item);
  queue.tryGet();
  queue.add("a");
  queue.shutDownWithDrain(() => {
    isDrained = true;
  });
  queue.done("a");
  simulation.runReady();

  expect(isDrained).toBe(true);
  expect([queue.tryGet(), queue.tryGet()]).toEqual(["b", "a"]);
});

test("WQ-8: a drain with nothing in processing ends at once, in a later step", async () => {
  const simulation = new Simulation();
  const queue = new WorkQueue(simulation);
  queue.add("a");
  const drained = queue.drain();
  simulation.runReady();

  await expect(drained).resolves.toBeUndefined();
});
