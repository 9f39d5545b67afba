import { runScenario, type Scenario, violationsOf } from "@informerlab/test";

/** Distances that are tried, the most readable first. */
const distancesMs = [1000, 500, 200, 100, 50];

/**
 * The same operations in the same order with time between them, for shrinking leaves everything at one moment, where a
 * reader cannot tell what came of what. It stays as it is where the rule would then not break, or an operation waits for
 * something or lasts.
 */
export function spreadOut(scenario: Scenario, rule: string): Scenario {
  const { script = [] } = scenario;
  if (script.some((operation) => "when" in operation || "forMs" in operation)) return scenario;
  for (const distanceMs of distancesMs) {
    const spread = {
      ...scenario,
      script: script.map((operation, index) => ({ ...operation, atMs: (index + 1) * distanceMs })),
    };
    const { verdicts } = runScenario(spread, { trace: false, stacks: false });
    if (violationsOf(verdicts).some(({ invariant }) => invariant === rule)) return spread;
  }
  return scenario;
}
