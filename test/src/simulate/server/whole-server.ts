import type { Environment } from "@informerlab/core";
import { Apiserver, createCluster, wholeServer } from "@informerlab/fake-apiserver";
import type { Scenario } from "../../scenario/scenario.ts";

/** The server of a run, with all it can do. */
export function createWholeServer(environment: Environment, scenario: Scenario): Apiserver {
  return new Apiserver(environment, {
    registry: registryFor(environment, scenario),
    abilities: wholeServer,
    // A simulation needs what watches see of an object, not what kubectl would have validated.
    settings: { objects: "metadata", requiresNamespaces: false },
  });
}

let shared: Apiserver["registry"] | undefined;

/**
 * The kinds that a run's server knows. Making them costs more than a small run, and without custom resources nobody
 * changes them: so runs share one set, unless the scenario adds kinds.
 */
function registryFor(environment: Environment, scenario: Scenario): Apiserver["registry"] {
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
