import { runScenario } from "@informerlab/test";
import fc from "fast-check";
import { scenarioArbitrary } from "../src/generators/scenarios.ts";
import type { Scenario } from "../src/scenario/scenario.ts";
import { type Benchmark, type Measurement, timed } from "./benchmark.ts";

const runs = 300;

const judgedRuns = "chaos runs/s, judged by every invariant";
const plainRuns = "chaos runs/s, not judged";

/** The same scenarios for everybody, drawn anew: drawing is part of a property's cost. */
async function property(
  figures: Measurement,
  name: string,
  check: (scenario: Scenario) => void,
): Promise<void> {
  const drawn = fc.property(scenarioArbitrary(), check);
  fc.check(drawn, { numRuns: runs, seed: 1, endOnFailure: true });
  await timed(figures, name, runs, () => {
    const { failed, numRuns, errorInstance } = fc.check(drawn, {
      numRuns: runs,
      seed: 2,
      endOnFailure: true,
    });
    if (failed || numRuns !== runs)
      throw errorInstance ?? new Error(`only ${numRuns} of ${runs} runs`);
  });
}

export const chaosBenchmark: Benchmark = {
  name: "chaos",
  about: `${runs} random scenarios of the property tests, beside a property that draws them and does nothing`,
  contestants: [
    {
      name: "ours",
      measure: async () => {
        const figures: Measurement = {};
        await property(
          figures,
          judgedRuns,
          (scenario) => void runScenario(scenario, { trace: false }),
        );
        await property(
          figures,
          plainRuns,
          (scenario) => void runScenario(scenario, { trace: false, judge: false }),
        );
        return figures;
      },
    },
    {
      name: "empty property",
      measure: async () => {
        const figures: Measurement = {};
        await property(figures, judgedRuns, () => {});
        await property(figures, plainRuns, () => {});
        return figures;
      },
    },
  ],
};
