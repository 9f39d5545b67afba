import { expect, test } from "vitest";
import { Latch } from "../environment/latch.ts";
import { Simulation } from "../simulation/simulation.ts";
import { type DoneChecker, waitFor, waitForCacheSync } from "./wait-for-sync.ts";

function checker(): DoneChecker & { sync(): void } {
  const latch = new Latch();
  return {
    name: "a",
    get hasSynced() {
      return latch.isSet;
    },
    onSynced: (told) => {
      latch.onSet(told);
    },
    sync: () => latch.set(),
  };
}

test("WT-1: functions are asked at once, then every 100 ms, until all answer true in one pass", async () => {
  const simulation = new Simulation();
  const askedAt: number[] = [];
  const start = simulation.now();
  let isSynced = false;
  const result = waitForCacheSync(
    simulation,
    undefined,
    () => askedAt.push(simulation.now() - start) > 0,
    () => isSynced,
  );

  simulation.advanceBy(250);
  isSynced = true;
  simulation.advanceBy(100);

  expect(await result).toBe(true);
  expect(askedAt).toEqual([0, 100, 200, 300]);
});

test("WT-1: a stop answers false and leaves no timer", async () => {
  const simulation = new Simulation();
  const controller = new AbortController();
  const result = waitForCacheSync(simulation, controller.signal, () => false);
  controller.abort();

  expect(await result).toBe(false);
  expect(simulation.nextTimerAt).toBeUndefined();
  expect(await waitForCacheSync(simulation, controller.signal, () => true)).toBe(false);
});

test("WT-1: what a function throws, the first time or later, is what the caller gets", async () => {
  const simulation = new Simulation();
  let asked = 0;
  const result = waitForCacheSync(simulation, undefined, () => {
    asked += 1;
    if (asked === 2) throw new Error("no cache");
    return false;
  });
  const failed = expect(result).rejects.toThrow("no cache");
  simulation.advanceBy(1000);

  await failed;
  expect([asked, simulation.nextTimerAt]).toEqual([2, undefined]);
});

test("WT-2: all are awaited together, without polling", async () => {
  const [first, second] = [checker(), checker()];
  const result = waitFor(undefined, first, second);
  second.sync();
  first.sync();

  expect(await result).toBe(true);
});

test("WT-2: on a stop, what has synced at that moment counts", async () => {
  const [first, second] = [checker(), checker()];
  const controller = new AbortController();
  const both = waitFor(controller.signal, first, second);
  first.sync();
  const one = waitFor(controller.signal, first);
  controller.abort();

  expect(await both).toBe(false);
  expect(await one).toBe(true);
  expect(await waitFor(controller.signal, first)).toBe(true);
});

test("WT-2: nothing to wait for is synced", async () => {
  expect(await waitFor(undefined)).toBe(true);
});
