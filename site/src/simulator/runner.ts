import { permalinkFragment, type Scenario } from "@informerlab/test";
import type { Runner } from "@informerlab/visualizer";
import { forks } from "./forks.ts";
import { Simulator } from "./simulator.ts";

/** One worker for all pictures of a page. */
export const simulator: Simulator = new Simulator();

/** What a picture needs to offer forks. Nothing of it is loaded before the first fork. */
export function createRunner(playPath: string): Runner {
  return {
    forks,
    run: async (scenario) =>
      (await simulator.ask({ do: "run", scenario: scenario as Scenario })).trace,
    permalink: (scenario, step) => linkTo(playPath, scenario as Scenario, step),
    withQueue: (scenario, queue) => ({
      ...(scenario as Scenario),
      informers: (scenario as Scenario).informers.map((informer) => ({ ...informer, queue })),
    }),
  };
}

/** The address of the playground with a scenario at a step. */
export function linkTo(playPath: string, scenario: Scenario, step?: number): string {
  const content = step === undefined ? { scenario } : { scenario, step };
  return `${new URL(playPath, location.href).href.split("#")[0]}#${permalinkFragment(content)}`;
}
