import { expect, test } from "vitest";
import type { Random } from "../environment/random.ts";
import { Simulation } from "../simulation/simulation.ts";
import { Backoff } from "./backoff.ts";
import { RetryWithDeadline } from "./retry-with-deadline.ts";

function always(value: number): Random {
  const random: Random = { next: () => value, fork: () => random };
  return random;
}

test("RF-5: delays double from 0.8 s to 30 s, each up to twice its base", () => {
  const { clock } = new Simulation();
  const low = new Backoff(clock, always(0));
  const high = new Backoff(clock, always(0.5));

  expect(Array.from({ length: 8 }, () => low.next())).toEqual([
    800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000,
  ]);
  expect(Array.from({ length: 3 }, () => high.next())).toEqual([1200, 2400, 4800]);
});

test("RF-6: the row starts over when more than two minutes have passed since it last did", () => {
  const simulation = new Simulation();
  const backoff = new Backoff(simulation.clock, always(0));
  backoff.next();
  backoff.next();

  simulation.advanceBy(120_000);
  expect(backoff.next()).toBe(3200);

  simulation.advanceBy(1);
  expect(backoff.next()).toBe(800);
  simulation.advanceBy(119_999);
  expect(backoff.next()).toBe(1600);
});

test("RF-26: the window is off by default, and its first error starts it", () => {
  const simulation = new Simulation();
  expect(new RetryWithDeadline(simulation.clock, 0).shouldRetry()).toBe(false);

  const retry = new RetryWithDeadline(simulation.clock, 10_000);
  expect(retry.shouldRetry()).toBe(true);
  simulation.advanceBy(10_000);
  expect(retry.shouldRetry()).toBe(true);
  simulation.advanceBy(1);
  expect(retry.shouldRetry()).toBe(false);
  expect(retry.shouldRetry()).toBe(true);
});

test("RF-26: after a quiet minute the window starts anew", () => {
  const simulation = new Simulation();
  const retry = new RetryWithDeadline(simulation.clock, 90_000);
  retry.shouldRetry();
  simulation.advanceBy(50_000);
  retry.shouldRetry();

  simulation.advanceBy(60_000);
  expect(retry.shouldRetry()).toBe(true);
  simulation.advanceBy(50_000);

  expect(retry.shouldRetry()).toBe(true);
});
