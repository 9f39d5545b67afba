import type { TraceFile } from "@informerlab/core/trace";
import { runScenario, type Scenario } from "@informerlab/test";

/** The trace of any scenario, by the whole server. */
export function traceAnything(scenario: Scenario): TraceFile {
  return runScenario(scenario, { judge: false }).trace;
}
