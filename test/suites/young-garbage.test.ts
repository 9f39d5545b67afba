import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type RunOptions, runScenario, type Scenario } from "@informerlab/test";
import { expect, test } from "vitest";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as (options?: { readonly type: "minor" }) => void;

const scenario: Scenario = { version: 1, informers: [{ resource: "nodes" }] };
const runs = 20;

/** Bytes of a run that is over which only a full collection finds to be garbage. */
function outlivingBytes(options: RunOptions): number {
  const run = (): void => void runScenario(scenario, { trace: false, judge: false, ...options });
  for (let count = 0; count < runs; count++) run();
  collect();
  for (let count = 0; count < runs; count++) run();
  // What was reached is promoted by the second.
  collect({ type: "minor" });
  collect({ type: "minor" });
  const before = process.memoryUsage().heapUsed;
  collect();
  return (before - process.memoryUsage().heapUsed) / runs;
}

test("a run that is told of dies as young as one that nobody listens to", () => {
  const told = Array.from({ length: 5 }, () => outlivingBytes({ listen: () => undefined }));
  const untold = Array.from({ length: 5 }, () => outlivingBytes({}));

  expect(Math.min(...told)).toBeLessThan(2 * Math.max(...untold));
});
