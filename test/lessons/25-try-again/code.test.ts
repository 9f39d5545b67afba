import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createRenewer } from "./code.ts";

test("failures are spaced out; a success is forgotten, and comes again in time", async () => {
  const simulation = new Simulation({ seed: 1 });
  const waits: (number | undefined)[] = [];
  let renewed = 0;
  let isDown = true;
  const loop = createRenewer(
    simulation,
    async (name) => {
      if (isDown) throw new Error(`no answer for ${name}`);
      renewed += 1;
      return { expiresInMs: 60_000 };
    },
    ({ retryDelayMs }) => waits.push(retryDelayMs),
  );
  loop.start();

  loop.queue.add("web");
  await simulation.advanceByAsync(30);
  expect(waits).toEqual([5, 10, 20]);
  expect(loop.queue.numRequeues("web")).toBe(3);

  isDown = false;
  await simulation.advanceByAsync(10);
  expect(renewed).toBe(1);
  expect(loop.queue.numRequeues("web")).toBe(0);
  await simulation.advanceByAsync(30_000);
  expect(renewed).toBe(2);
});
