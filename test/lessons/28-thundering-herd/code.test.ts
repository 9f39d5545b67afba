import { expect, test } from "vitest";
import { waitMs } from "./code.ts";

const clients = Array.from({ length: 1000 }, (_, index) => index / 1000);

/** How many of them come back within the fullest tenth of a second. */
function crestOf(times: readonly number[]): number {
  const tenths = new Map<number, number>();
  for (const time of times) {
    const tenth = Math.floor(time / 100);
    tenths.set(tenth, (tenths.get(tenth) ?? 0) + 1);
  }
  return Math.max(...tenths.values());
}

test("a thousand clients that failed together come back apart, and ever more so", () => {
  const alike = crestOf(clients.map(() => waitMs(1, 0.5)));
  const once = crestOf(clients.map((chance) => waitMs(1, chance)));
  const thrice = crestOf(clients.map((chance) => waitMs(3, chance)));

  expect(alike).toBe(1000);
  expect(once).toBeLessThan(130);
  expect(thrice).toBeLessThan(35);
});

test("nobody comes before the apiserver asked for it, and nobody waits for more than a minute", () => {
  for (const chance of clients) {
    expect(waitMs(1, chance, 5000)).toBeGreaterThanOrEqual(5000);
    expect(waitMs(50, chance)).toBeLessThanOrEqual(60_000);
  }
});
