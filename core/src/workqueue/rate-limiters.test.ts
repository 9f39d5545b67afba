import { expect, test } from "vitest";
import { Simulation } from "../simulation/simulation.ts";
import { BucketRateLimiter } from "./bucket-rate-limiter.ts";
import {
  defaultControllerRateLimiter,
  defaultItemBasedRateLimiter,
} from "./default-rate-limiters.ts";
import { ItemExponentialFailureRateLimiter } from "./item-exponential-failure-rate-limiter.ts";
import { ItemFastSlowRateLimiter } from "./item-fast-slow-rate-limiter.ts";
import { MaxOfRateLimiter, WithMaxWaitRateLimiter } from "./max-of-rate-limiter.ts";
import { delayMsMax, type RateLimiter } from "./rate-limiter.ts";

function whens(limiter: RateLimiter, item: string, count: number): number[] {
  return Array.from({ length: count }, () => limiter.when(item));
}

test("RL-1: each failure doubles the delay of its item, up to the maximum, until it is forgotten", () => {
  const limiter = new ItemExponentialFailureRateLimiter({ baseDelayMs: 1, maxDelayMs: 20 });

  expect(whens(limiter, "one", 7)).toEqual([1, 2, 4, 8, 16, 20, 20]);
  expect(limiter.numRequeues("one")).toBe(7);
  expect(whens(limiter, "two", 2)).toEqual([1, 2]);
  limiter.forget("one");
  expect(limiter.numRequeues("one")).toBe(0);
  expect(limiter.when("one")).toBe(1);
});

test("RL-1: thousands of failures stay at the maximum, also where a double would overflow", () => {
  const limiter = new ItemExponentialFailureRateLimiter({ baseDelayMs: 1, maxDelayMs: 1000 });
  const zero = new ItemExponentialFailureRateLimiter({ baseDelayMs: 0, maxDelayMs: 1000 });

  expect(whens(limiter, "a", 3000).at(-1)).toBe(1000);
  expect(whens(zero, "a", 3000).at(-1)).toBe(0);
});

test("RL-2: the first tries of an item are fast, later ones slow, until it is forgotten", () => {
  const limiter = new ItemFastSlowRateLimiter({
    fastDelayMs: 5,
    slowDelayMs: 10_000,
    maxFastAttempts: 3,
  });

  expect(whens(limiter, "one", 5)).toEqual([5, 5, 5, 10_000, 10_000]);
  expect(limiter.numRequeues("one")).toBe(5);
  expect(limiter.when("two")).toBe(5);
  limiter.forget("one");
  expect(limiter.when("one")).toBe(5);
});

test("RL-3: a bucket lets a burst through, then one item each period, and refills with time", () => {
  const simulation = new Simulation();
  const limiter = new BucketRateLimiter(simulation, { qps: 4, burst: 2 });

  expect(whens(limiter, "a", 4)).toEqual([0, 0, 250, 500]);
  simulation.advanceBy(1000);
  expect(whens(limiter, "b", 3)).toEqual([0, 0, 0].map((_, index) => [0, 0, 250][index]));
  simulation.advanceBy(3_600_000);
  expect(whens(limiter, "c", 3)).toEqual([0, 0, 250]);
});

test("RL-3: each when takes a token though nobody waits; forget and numRequeues know nothing", () => {
  const limiter = new BucketRateLimiter(new Simulation(), { qps: 1, burst: 1 });
  whens(limiter, "a", 10);
  limiter.forget("a");

  expect(limiter.when("a")).toBe(10_000);
  expect(limiter.numRequeues("a")).toBe(0);
});

test("RL-3: a bucket that holds nothing, or that nothing flows into, answers the longest delay there is", () => {
  const simulation = new Simulation();
  const dry = new BucketRateLimiter(simulation, { qps: 0, burst: 1 });

  expect(new BucketRateLimiter(simulation, { qps: 1, burst: 0 }).when("a")).toBe(delayMsMax);
  expect(whens(dry, "a", 2)).toEqual([0, delayMsMax]);
});

test("RL-4: of several limiters all are asked and the slowest holds", () => {
  const exponential = new ItemExponentialFailureRateLimiter({ baseDelayMs: 1, maxDelayMs: 8 });
  const fastSlow = new ItemFastSlowRateLimiter({
    fastDelayMs: 5,
    slowDelayMs: 3,
    maxFastAttempts: 3,
  });
  const limiter = new MaxOfRateLimiter(exponential, fastSlow);

  expect(whens(limiter, "a", 5)).toEqual([5, 5, 5, 8, 8]);
  expect(limiter.numRequeues("a")).toBe(5);
  limiter.forget("a");
  expect([exponential.numRequeues("a"), fastSlow.numRequeues("a")]).toEqual([0, 0]);
  expect(new MaxOfRateLimiter().when("a")).toBe(0);
});

test("RL-5: a delay is capped, and the limiter inside goes on counting", () => {
  const limiter = new WithMaxWaitRateLimiter(
    new ItemFastSlowRateLimiter({ fastDelayMs: 5, slowDelayMs: 1000, maxFastAttempts: 1 }),
    500,
  );

  expect(whens(limiter, "a", 2)).toEqual([5, 500]);
  expect(limiter.numRequeues("a")).toBe(2);
  limiter.forget("a");
  expect(limiter.when("a")).toBe(5);
});

test("RL-6: the controller's default backs off from 5 ms and lets ten retries a second through after a hundred", () => {
  const limiter = defaultControllerRateLimiter(new Simulation());
  for (let index = 0; index < 100; index++) expect(limiter.when(`item-${index}`)).toBe(5);

  expect(limiter.when("item-100")).toBe(100);
  expect(limiter.when("item-101")).toBe(200);
  expect(whens(defaultControllerRateLimiter(new Simulation()), "a", 20).at(-1)).toBe(1_000_000);
});

test("RL-6: the item-based default backs off from 1 ms to 1000 s", () => {
  const delays = whens(defaultItemBasedRateLimiter(), "a", 30);

  expect([delays[0], delays[1], delays.at(-1)]).toEqual([1, 2, 1_000_000]);
});

test("RL-1, RL-2, WQ-12: items that are objects are told apart by their key", () => {
  const keyOf = ({ key }: { key: string }): string => key;
  const limiter = defaultItemBasedRateLimiter(keyOf);
  limiter.when({ key: "a" });
  limiter.when({ key: "a" });

  expect(limiter.numRequeues({ key: "a" })).toBe(2);
  expect(() => defaultItemBasedRateLimiter<object>().when({})).toThrow("keyOf");
});

test("a setting that makes no sense is refused with its name", () => {
  const simulation = new Simulation();

  expect(() => new BucketRateLimiter(simulation, { qps: -1, burst: 1 })).toThrow(
    "BucketRateLimiter: qps must be",
  );
  expect(
    () => new ItemExponentialFailureRateLimiter({ baseDelayMs: Number.NaN, maxDelayMs: 1 }),
  ).toThrow("baseDelayMs must be a number of at least 0, got NaN");
  expect(
    () => new WithMaxWaitRateLimiter(new MaxOfRateLimiter(), Number.POSITIVE_INFINITY),
  ).toThrow("maxDelayMs");
});
