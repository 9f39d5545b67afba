import { Simulation } from "@informerlab/core/simulation";
import { expect, test, vi } from "vitest";
import type { Commit } from "../storage/commit.ts";
import { RevisionLog } from "../storage/revision-log.ts";
import { WatchCache } from "./watch-cache.ts";

function put(storage: RevisionLog, name: string): Commit {
  return storage.put({ resource: "things", key: name, object: { metadata: { name } } });
}

test("a window at its largest holds the newest events, and takes one more without walking through them", () => {
  const storage = new RevisionLog(new Simulation().clock);
  const log = storage.of("things");
  const walked = vi.spyOn(log, "commitsAfter");
  const eventsMax = 400;
  const cache = new WatchCache(log, storage.revision, { eventsMin: 100, eventsMax, freshMs: 1000 });

  for (let number = 0; number < 1000; number++) cache.observe(put(storage, `thing-${number}`));

  expect(log.countAfter(cache.windowStart)).toBe(eventsMax);
  expect(cache.snapshotsFrom).toBe(cache.windowStart + 1);
  expect(walked).not.toHaveBeenCalled();
});

test("a window whose events have grown old halves, down to its smallest", () => {
  const simulation = new Simulation();
  const storage = new RevisionLog(simulation.clock);
  const log = storage.of("things");
  const options = { eventsMin: 100, eventsMax: 400, freshMs: 1000 };
  const cache = new WatchCache(log, storage.revision, options);
  for (let number = 0; number < 1000; number++) cache.observe(put(storage, `thing-${number}`));

  simulation.advanceBy(5000);
  for (const name of ["a", "b", "c"]) cache.observe(put(storage, name));

  expect(log.countAfter(cache.windowStart)).toBe(options.eventsMin);
});

test("the newest commits begin where a count says, and nowhere when there are fewer", () => {
  const storage = new RevisionLog(new Simulation().clock);
  for (const name of ["a", "b", "c"]) put(storage, name);
  const log = storage.of("things");

  expect(log.firstOfNewest(2, 0)?.key).toBe("b");
  expect(log.firstOfNewest(3, 2)).toBeUndefined();
  expect(log.firstOfNewest(0, 0)).toBeUndefined();
});
