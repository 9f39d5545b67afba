import type { Environment } from "@informerlab/core";
import { Apiserver } from "../apiserver.ts";
import { findDefinition } from "../kinds/find-definition.ts";
import { ResourceRegistry } from "../kinds/registry.ts";
import { simulatedAbilities } from "./simulated-abilities.ts";
import { simulatedKinds } from "./simulated-kinds.ts";

const registry = new ResourceRegistry(simulatedKinds);

/** True when {@link createSimulatedServer} knows the resource: `nodes`, `deployments.apps`. */
export function isSimulated(resource: string): boolean {
  return findDefinition(registry, resource) !== undefined;
}

/**
 * A server for simulations in a page: it behaves as that of `createCluster({ settings: { objects: "metadata" } })` does to
 * clients in this process, for {@link isSimulated} kinds, and is a tenth of its size.
 */
export function createSimulatedServer(environment: Environment): Apiserver {
  return new Apiserver(environment, {
    registry,
    abilities: simulatedAbilities,
    // A simulation needs what watches see of an object, not what kubectl would have validated.
    settings: { objects: "metadata", requiresNamespaces: false },
  });
}
