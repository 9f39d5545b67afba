import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { Simulation } from "../simulation/simulation.ts";
import { ItemExponentialFailureRateLimiter } from "./item-exponential-failure-rate-limiter.ts";
import { RateLimitingQueue } from "./rate-limiting-queue.ts";

test("an item that was done and forgotten is not kept alive, whatever way it went", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const simulation = new Simulation();
  const keyOf = ({ key }: { key: string }): string => key;
  const rateLimiter = new ItemExponentialFailureRateLimiter({
    baseDelayMs: 1,
    maxDelayMs: 1,
    keyOf,
  });
  const queue = new RateLimitingQueue<{ key: string }>(simulation, { keyOf, rateLimiter });
  const references = ["plain", "delayed", "dirty"].map((key) => {
    const item = { key };
    if (key === "delayed") {
      queue.addRateLimited(item);
      simulation.advanceBy(1);
    } else {
      queue.add(item);
    }
    queue.tryGet();
    if (key === "dirty") queue.add(item);
    queue.done(item);
    if (key === "dirty") {
      queue.tryGet();
      queue.done(item);
    }
    queue.forget(item);
    return new WeakRef(item);
  });
  // A WeakRef holds its target until the job that made it is over.
  await new Promise((resolve) => setImmediate(resolve));
  collect();

  expect(references.map((reference) => reference.deref())).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(queue.length).toBe(0);
});
