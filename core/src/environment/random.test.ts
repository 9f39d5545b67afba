import { expect, test } from "vitest";
import { type Random, randomInteger, seededRandom } from "./random.ts";

function draws(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.next());
}

test("the same seed and labels give the same stream, others give others", () => {
  expect(draws(seededRandom(1), 5)).toEqual(draws(seededRandom(1), 5));
  expect(draws(seededRandom(1).fork("x"), 5)).toEqual(draws(seededRandom(1).fork("x"), 5));
  const firsts = ["1", "2", "3"].flatMap((seed) =>
    ["x", "y", "xy"].map((label) => seededRandom(seed).fork(label).next()),
  );
  expect(new Set(firsts).size).toBe(9);
});

test("what is drawn elsewhere changes nothing: a fork depends on its label alone", () => {
  const busy = seededRandom(7);
  draws(busy, 100);
  draws(busy.fork("other"), 100);

  expect(draws(busy.fork("mine"), 5)).toEqual(draws(seededRandom(7).fork("mine"), 5));
});

test("numbers lie in [0, 1) and fill it evenly", () => {
  const counts = new Array<number>(10).fill(0);
  for (const value of draws(seededRandom("even"), 10_000)) {
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThan(1);
    const bucket = Math.floor(value * 10);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test("forks of neighbouring labels are unrelated", () => {
  const random = seededRandom(0);
  const values = Array.from({ length: 1000 }, (_, id) => random.fork(`operation-${id}`).next());
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;

  expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
  expect(new Set(values).size).toBe(1000);
});

test("whole numbers lie below their bound", () => {
  const random = seededRandom(3);

  expect(new Set(Array.from({ length: 200 }, () => randomInteger(random, 4)))).toEqual(
    new Set([0, 1, 2, 3]),
  );
});
