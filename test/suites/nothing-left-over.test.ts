import { promiseHooks } from "node:v8";
import { runScenario, scenarioArbitrary } from "@informerlab/test";
import fc from "fast-check";
import { expect, test } from "vitest";

/** Jobs that something leaves to happen once whoever called it lets go. */
async function jobsLeftBy(act: () => void): Promise<number> {
  const made = new WeakSet<Promise<unknown>>();
  const stopNoting = promiseHooks.onInit((promise) => made.add(promise));
  act();
  stopNoting();
  let jobs = 0;
  const stopCounting = promiseHooks.onBefore((promise) => {
    if (made.has(promise)) jobs += 1;
  });
  await new Promise(setImmediate);
  stopCounting();
  return jobs;
}

// A campaign makes its runs without a pause: each job that waits for one would keep a whole run until the campaign's end.
test("no run leaves anything to happen after it", async () => {
  const scenarios = fc.sample(scenarioArbitrary({ size: "full" }), { seed: 1, numRuns: 300 });
  const acts = scenarios.flatMap(({ script = [] }) => script);
  expect(acts).toContainEqual(expect.objectContaining({ do: "factory", act: "shut-down" }));

  const left = await jobsLeftBy(() => {
    for (const scenario of scenarios) runScenario(scenario, { trace: false });
  });

  expect(left).toBe(0);
});
