import { invariants, runCampaign } from "@informerlab/test";
import { expect, test } from "vitest";

test("no rule breaks in 3,000 small scenarios", () => {
  const { failures, runs } = runCampaign({ seed: 1, runs: 3000 });

  expect(failures).toEqual([]);
  expect(runs).toBe(3000);
});

test("no rule breaks in 500 scenarios with several informers", () => {
  const { failures } = runCampaign({ seed: 1, runs: 500, size: "full" });

  expect(failures).toEqual([]);
});

test("every rule had something to say", () => {
  const { reached } = runCampaign({ seed: 2, runs: 1500, size: "full" });

  const silent = invariants.map(({ id }) => id).filter((id) => reached[id] === undefined);
  expect(silent).toEqual([]);
});

test("shards together are the whole campaign, whatever their number", () => {
  const whole = runCampaign({ seed: 3, runs: 400 });
  const shards = [1, 2, 3].map((index) =>
    runCampaign({ seed: 3, runs: 400, shard: { index, count: 3 } }),
  );

  const sum = (pick: (report: typeof whole) => number): number =>
    shards.reduce((total, one) => total + pick(one), 0);
  expect(sum(({ runs }) => runs)).toBe(whole.runs);
  expect(sum(({ virtualMs }) => virtualMs)).toBeCloseTo(whole.virtualMs, 0);
});
