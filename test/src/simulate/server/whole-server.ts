import type { Environment } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { Apiserver, createCluster, wholeServer } from "@informerlab/fake-apiserver";
import type { Scenario, ScenarioObject } from "../../scenario/scenario.ts";
import { ScenarioError } from "../../scenario/scenario-error.ts";
import { manifestOf } from "./manifest.ts";

/** The server of a run, with all it can do. */
export function createWholeServer(environment: Environment, scenario: Scenario): Apiserver {
  return new Apiserver(environment, {
    registry: registryFor(scenario),
    abilities: wholeServer,
    // A simulation needs what watches see of an object, not what kubectl would have validated.
    settings: { objects: "metadata", requiresNamespaces: false },
  });
}

let shared: Apiserver["registry"] | undefined;

/**
 * The kinds that a run's server knows. Making them costs more than a small run: so runs share one set, unless the
 * scenario adds kinds.
 */
function registryFor({ objects = [] }: Scenario): Apiserver["registry"] {
  const definitions = objects.filter(({ resource }) =>
    resource.startsWith("customresourcedefinitions"),
  );
  if (definitions.length > 0) return createRegistry(definitions);
  shared ??= createRegistry([]);
  return shared;
}

/**
 * The kinds of a cluster in which some are defined. The run's own server has no part that would serve them: informers
 * are made before anything is created, and must find them.
 */
function createRegistry(definitions: readonly ScenarioObject[]): Apiserver["registry"] {
  const environment = new Simulation({ seed: 1 });
  const cluster = createCluster({ environment, hasSystemObjects: false });
  for (const definition of definitions) {
    try {
      cluster.apply(manifestOf(definition, { namespace: undefined }));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ScenarioError(`objects: "${definition.name}": ${reason}`, { cause });
    }
  }
  environment.runReady();
  return cluster.apiserver.registry;
}
