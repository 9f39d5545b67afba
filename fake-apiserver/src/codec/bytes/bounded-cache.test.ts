import { expect, test } from "vitest";
import { BoundedCache } from "./bounded-cache.ts";

test("keeps what was set, and replaces it", () => {
  const cache = new BoundedCache<number>(1_000);
  cache.set("a", 1);
  cache.set("a", 2);

  expect(cache.get("a")).toBe(2);
  expect(cache.size).toBe(1);
});

test("is bounded by the length of its keys, not by their number", () => {
  const cache = new BoundedCache<number>(10_000);
  for (let at = 0; at < 100; at++) cache.set(`${at}`.padEnd(1_000, "x"), at);

  expect(cache.size).toBeLessThanOrEqual(10);
  expect(cache.get("99".padEnd(1_000, "x"))).toBe(99);
  cache.set("x".repeat(20_000), 1);
  expect(cache.get("x".repeat(20_000))).toBeUndefined();
});
