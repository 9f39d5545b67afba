import { printJson } from "@informerlab/core";
import type { Scenario } from "../scenario/scenario.ts";
import { runScenario } from "../simulate/run-scenario.ts";

/** A number that stands for everything that happens in a run: FNV-1a over its facts. */
export function hashOfRun(scenario: Scenario): number {
  let hash = 0x811c9dc5;
  runScenario(scenario, {
    trace: false,
    judge: false,
    stacks: false,
    listen: (record) => {
      const text = printJson(record);
      for (let index = 0; index < text.length; index++)
        hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    },
  });
  return hash >>> 0;
}
