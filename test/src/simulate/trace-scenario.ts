import type { TraceFact, TraceFile, TraceRecord } from "@informerlab/core/trace";
import { createSimulatedServer, isSimulated } from "@informerlab/fake-apiserver";
import type { Scenario } from "../scenario/scenario.ts";
import { ScenarioError } from "../scenario/scenario-error.ts";
import { toldOf } from "./informer/cache-writer.ts";
import { World } from "./world.ts";

/**
 * True when {@link traceScenario} can run it: all resources that it names live the usual life, no bug is planted, nobody
 * speaks HTTP, and there are no factories or controllers: all these together are heavier than most pages need.
 */
export function canTrace(scenario: Scenario): boolean {
  const { planted, network, script = [] } = scenario;
  if (planted !== undefined || network?.http === true) return false;
  if (script.some((one) => one.do === "factory" || one.do === "scale")) return false;
  return resourcesIn(scenario).every(isSimulated);
}

/**
 * The trace that `runScenario` gives, byte for byte, by a server that is a tenth of the other's size and without a
 * judge: what a page loads for a fork.
 *
 * @throws ScenarioError when the scenario asks for something that cannot be done, or {@link canTrace} says no.
 */
export function traceScenario(scenario: Scenario): TraceFile {
  if (scenario.planted !== undefined)
    throw new ScenarioError(`the bug ${scenario.planted} can be run by runScenario only`);
  const world = new World(scenario, {
    createServer: createSimulatedServer,
    parts: {},
  });
  const records: TraceRecord<TraceFact>[] = [];
  world.simulation.trace.subscribe(toldOf(scenario, (record) => void records.push(record)));
  world.seed();
  world.run();
  return { version: 1, scenario, records };
}

/** The names under `resource`, wherever in a scenario: of objects, informers, operations and faults. */
function resourcesIn(part: unknown): readonly string[] {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([name, value]) => {
    if (name !== "resource") return resourcesIn(value);
    return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");
  });
}
