import { invariants, mergeCampaigns, runCampaign } from "@informerlab/test";
import { expect, test } from "vitest";

/** Runs are counted, not timed: a machine may be busy. */
const timeout = 600_000;

test("no rule breaks in small scenarios that are the same in every run of this test", {
  timeout,
}, () => {
  const { failures, runs, isBlind, doubleRuns, voidRuns } = runCampaign({ seed: 1, runs: 2000 });

  expect(failures).toEqual([]);
  expect(runs).toBe(2000);
  expect(doubleRuns).toBe(2);
  expect(isBlind).toBe(false);
  expect(voidRuns / runs).toBeLessThanOrEqual(0.02);
});

test("no rule breaks in small scenarios that nobody has run before", { timeout }, () => {
  const seed = Math.floor(Math.random() * 0x7fffffff);

  const { failures } = runCampaign({ seed, runs: 500 });

  expect(failures, `seed ${seed}`).toEqual([]);
});

test("no rule breaks in scenarios with several informers, and every rule has something to say", {
  timeout,
}, () => {
  const { failures, reached } = runCampaign({ seed: 1, runs: 600, size: "full" });

  expect(failures).toEqual([]);
  const silent = invariants.map(({ id }) => id).filter((id) => reached[id] === undefined);
  expect(silent).toEqual([]);
});

test("reports of shards merge to the report of the whole, byte for byte, in whatever order", {
  timeout,
}, () => {
  const whole = runCampaign({ seed: 3, runs: 400 });
  const shards = [3, 1, 2].map((index) =>
    runCampaign({ seed: 3, runs: 400, shard: { index, count: 3 } }),
  );

  expect(JSON.stringify(mergeCampaigns(shards))).toBe(JSON.stringify(whole));
});
