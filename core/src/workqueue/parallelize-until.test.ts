import { expect, test } from "vitest";
import { Simulation } from "../simulation/simulation.ts";
import { parallelizeUntil } from "./parallelize-until.ts";

test.for([
  { pieces: 1000, workers: 10, chunkSize: 1 },
  { pieces: 1000, workers: 10, chunkSize: 10 },
  { pieces: 1000, workers: 10, chunkSize: 101 },
  { pieces: 999, workers: 10, chunkSize: 13 },
  { pieces: 5, workers: 10, chunkSize: 0 },
  { pieces: 0, workers: 1, chunkSize: 1 },
])(
  "PZ-1: each of $pieces pieces is done exactly once, in chunks of $chunkSize",
  async (options) => {
    const simulation = new Simulation();
    const seen = new Array<number>(options.pieces).fill(0);
    const ended = parallelizeUntil(simulation, options, (piece) => {
      seen[piece] = (seen[piece] ?? 0) + 1;
    });
    simulation.runReady();
    await ended;

    expect(seen.every((count) => count === 1)).toBe(true);
  },
);

test("PZ-1: no more pieces are under way at once than there are workers", async () => {
  const simulation = new Simulation();
  let running = 0;
  let most = 0;
  const ended = parallelizeUntil(simulation, { workers: 3, pieces: 20, chunkSize: 2 }, async () => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
  });
  await simulation.advanceByAsync(1);
  await ended;

  expect(most).toBe(3);
});

test("PZ-1: a piece may give anything back: only a promise is waited for", async () => {
  const simulation = new Simulation();
  const seen: number[] = [];
  const push = (piece: number): unknown => seen.push(piece);
  const ended = parallelizeUntil(simulation, { workers: 2, pieces: 3 }, push as () => void);
  await simulation.advanceByAsync(1);
  await ended;

  expect(seen).toEqual([0, 1, 2]);
});

test("PZ-1: no piece is begun after the signal", async () => {
  const simulation = new Simulation();
  const controller = new AbortController();
  const done: number[] = [];
  const ended = parallelizeUntil(
    simulation,
    { workers: 2, pieces: 100, chunkSize: 10, signal: controller.signal },
    (piece) => {
      done.push(piece);
      if (done.length === 5) controller.abort();
    },
  );
  simulation.runReady();
  await ended;

  expect(done).toEqual([0, 1, 2, 3, 4]);
});

test("a piece that fails does not stop the others, and its error is what the caller gets", async () => {
  const simulation = new Simulation();
  const done: number[] = [];
  const doPiece = (failing: readonly number[]) => (piece: number) => {
    if (failing.includes(piece)) throw new Error(`piece ${piece}`);
    done.push(piece);
  };
  const one = parallelizeUntil(simulation, { workers: 2, pieces: 5 }, doPiece([1]));
  const two = parallelizeUntil(simulation, { workers: 2, pieces: 5 }, doPiece([1, 2]));
  const rejected = parallelizeUntil(simulation, { workers: 1, pieces: 1 }, () =>
    Promise.reject(new Error("late")),
  );
  const outcomes = Promise.allSettled([one, two, rejected]);
  await simulation.advanceByAsync(1);

  expect(done.length).toBe(7);
  expect(
    (await outcomes).map((outcome) => outcome.status === "rejected" && String(outcome.reason)),
  ).toEqual(["Error: piece 1", "AggregateError: 2 of 5 pieces failed", "Error: late"]);
});

test("workers must be a whole number of at least 1", async () => {
  await expect(
    parallelizeUntil(new Simulation(), { workers: 0, pieces: 1 }, () => {}),
  ).rejects.toThrow("workers must be a whole number of at least 1, got 0");
});

test("pieces go in whole chunks", async () => {
  for (const chunkSize of [1.5, Number.NaN]) {
    await expect(
      parallelizeUntil(new Simulation(), { workers: 1, pieces: 4, chunkSize }, () => {}),
    ).rejects.toThrow(`chunkSize must be a whole number, got ${chunkSize}`);
  }
});
