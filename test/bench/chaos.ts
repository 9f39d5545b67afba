import { runScenario } from "@informerlab/test";
import fc from "fast-check";
import { scenarioArbitrary } from "../src/generators/scenarios.ts";
import type { Scenario } from "../src/scenario/scenario.ts";
import { type Benchmark, type Measurement, timed } from "./benchmark.ts";

type Size = "small" | "full";

/** Campaigns make hundreds of thousands of runs: what is measured is compiled code. */
const warmUpRuns: Readonly<Record<Size, number>> = { small: 2000, full: 1000 };
const runs: Readonly<Record<Size, number>> = { small: 1000, full: 500 };

/** The same scenarios for everybody, drawn anew: drawing is part of a property's cost. */
async function property(
  figures: Measurement,
  [name, size]: readonly [name: string, size: Size],
  check: (scenario: Scenario) => void,
): Promise<void> {
  const drawn = fc.property(scenarioArbitrary({ size }), check);
  fc.check(drawn, { numRuns: warmUpRuns[size], seed: 1, endOnFailure: true });
  await timed(figures, name, runs[size], () => {
    const { failed, numRuns, errorInstance } = fc.check(drawn, {
      numRuns: runs[size],
      seed: 2,
      endOnFailure: true,
    });
    if (failed || numRuns !== runs[size])
      throw errorInstance ?? new Error(`only ${numRuns} of ${runs[size]} runs`);
  });
}

async function measured(
  judged: (scenario: Scenario) => void,
  plain: (scenario: Scenario) => void,
): Promise<Measurement> {
  const figures: Measurement = {};
  await property(figures, ["small runs/s, judged by every rule", "small"], judged);
  await property(figures, ["small runs/s, not judged", "small"], plain);
  await property(figures, ["full runs/s, judged by every rule", "full"], judged);
  await property(figures, ["full runs/s, not judged", "full"], plain);
  return figures;
}

export const chaosBenchmark: Benchmark = {
  name: "chaos",
  about:
    "random scenarios of the property tests, beside a property that draws them and does nothing",
  contestants: [
    {
      name: "ours",
      measure: () =>
        measured(
          (scenario) => void runScenario(scenario, { trace: false, stacks: false }),
          (scenario) => void runScenario(scenario, { trace: false, judge: false, stacks: false }),
        ),
    },
    {
      name: "empty property",
      measure: () =>
        measured(
          () => {},
          () => {},
        ),
    },
  ],
};
