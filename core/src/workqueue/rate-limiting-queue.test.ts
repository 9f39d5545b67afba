import { expect, test } from "vitest";
import { Simulation } from "../simulation/simulation.ts";
import type { TraceFact } from "../trace/facts.ts";
import { ItemExponentialFailureRateLimiter } from "./item-exponential-failure-rate-limiter.ts";
import { RateLimitingQueue } from "./rate-limiting-queue.ts";

function createQueue(simulation: Simulation): RateLimitingQueue {
  const rateLimiter = new ItemExponentialFailureRateLimiter({ baseDelayMs: 1, maxDelayMs: 1000 });
  return new RateLimitingQueue(simulation, { name: "nodes", rateLimiter });
}

test("RL-7: delays grow per item, and forgetting starts them over", () => {
  const queue = createQueue(new Simulation());

  expect([
    queue.addRateLimited("one"),
    queue.addRateLimited("one"),
    queue.addRateLimited("two"),
  ]).toEqual([1, 2, 1]);
  expect(queue.numRequeues("one")).toBe(2);
  queue.forget("one");
  expect(queue.numRequeues("one")).toBe(0);
  expect(queue.addRateLimited("one")).toBe(1);
});

test("RL-7: an item comes when its limiter allows, and forget does not end its processing", () => {
  const simulation = new Simulation();
  const queue = createQueue(simulation);
  queue.add("a");
  queue.tryGet();
  queue.addRateLimited("a");
  queue.forget("a");
  simulation.advanceBy(1);
  expect(queue.length).toBe(0);
  queue.done("a");

  expect(queue.length).toBe(1);
});

test("WQ-9: the requeue of a worker after a shutdown is lost, though its limiter was asked", () => {
  const simulation = new Simulation();
  const queue = createQueue(simulation);
  queue.add("a");
  queue.tryGet();
  queue.shutDown();

  expect(queue.addRateLimited("a")).toBe(1);
  expect(queue.numRequeues("a")).toBe(1);
  queue.done("a");
  simulation.advanceBy(1000);
  expect(queue.length).toBe(0);
});

test("facts tell the delay, the failures that made it, and that they were forgotten", () => {
  const simulation = new Simulation();
  const queue = createQueue(simulation);
  const facts: TraceFact[] = [];
  simulation.trace.subscribe(({ fact }) => facts.push(fact));
  queue.addRateLimited("a");
  queue.addRateLimited("a");
  queue.forget("a");
  const start = simulation.now();

  expect(facts).toEqual([
    {
      kind: "workqueue.delayed",
      queue: "nodes",
      key: "a",
      delayMs: 1,
      dueAt: start + 1,
      failures: 1,
    },
    {
      kind: "workqueue.delayed",
      queue: "nodes",
      key: "a",
      delayMs: 2,
      dueAt: start + 2,
      failures: 2,
    },
    { kind: "workqueue.forgot", queue: "nodes", key: "a" },
  ]);
});

test("without a limiter the controller's default holds", () => {
  const queue = new RateLimitingQueue(new Simulation());

  expect(queue.addRateLimited("a")).toBe(5);
});
