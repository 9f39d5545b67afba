import type { Environment } from "@informerlab/core";
import { type Apiserver, createCluster } from "@informerlab/fake-apiserver";
import type { Scenario } from "../scenario/scenario.ts";

let shared: Apiserver["registry"] | undefined;

/**
 * The kinds that a run's server knows. Making them costs more than a small run, and without custom resources nobody
 * changes them: so runs share one set, unless the scenario adds kinds.
 */
export function registryFor(environment: Environment, scenario: Scenario): Apiserver["registry"] {
  if (addsKinds(scenario)) return createRegistry(environment);
  shared ??= createRegistry(environment);
  return shared;
}

function createRegistry(environment: Environment): Apiserver["registry"] {
  return createCluster({ environment, settings: { objects: "metadata" } }).apiserver.registry;
}

function addsKinds({ objects = [], script = [] }: Scenario): boolean {
  return [...objects, ...script].some(
    (subject) => "resource" in subject && subject.resource?.startsWith("customresourcedefinitions"),
  );
}
