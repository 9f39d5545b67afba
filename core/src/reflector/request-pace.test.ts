import { expect, test } from "vitest";
import { Simulation } from "../simulation/simulation.ts";
import { RequestPace } from "./request-pace.ts";

test("so many may follow one another at once; each further one waits for its turn", () => {
  const pace = new RequestPace(new Simulation().clock, { burst: 3, intervalMs: 1000 });

  expect([1, 2, 3, 4, 5].map(() => pace.take())).toEqual([0, 0, 0, 1000, 2000]);
});

test("what is not taken is saved, up to the burst", () => {
  const simulation = new Simulation();
  const pace = new RequestPace(simulation.clock, { burst: 2, intervalMs: 1000 });
  pace.take();
  pace.take();

  simulation.advanceBy(1000);
  expect([pace.take(), pace.take()]).toEqual([0, 1000]);
  simulation.advanceBy(60_000);

  expect([pace.take(), pace.take(), pace.take()]).toEqual([0, 0, 1000]);
});
