import type { Environment } from "@informerlab/core";
import { Apiserver } from "../apiserver.ts";
import { findDefinition } from "../kinds/find-definition.ts";
import { ResourceRegistry } from "../kinds/registry.ts";
import { simulatedAbilities } from "./simulated-abilities.ts";
import { SimulatedKind } from "./simulated-kind.ts";

/**
 * Kinds whose objects live the usual life: created, changed, gone when they are deleted. Pods and jobs, which die in ways
 * of their own, are the whole server's affair.
 */
const simulatedKinds = [
  {
    group: "",
    version: "v1",
    kind: "Node",
    resource: "nodes",
    namespaced: false,
    shortNames: ["no"],
  },
  {
    group: "",
    version: "v1",
    kind: "ConfigMap",
    resource: "configmaps",
    namespaced: true,
    shortNames: ["cm"],
  },
  { group: "", version: "v1", kind: "Secret", resource: "secrets", namespaced: true },
  {
    group: "apps",
    version: "v1",
    kind: "Deployment",
    resource: "deployments",
    namespaced: true,
    shortNames: ["deploy"],
  },
  {
    group: "apps",
    version: "v1",
    kind: "ReplicaSet",
    resource: "replicasets",
    namespaced: true,
    shortNames: ["rs"],
  },
  {
    group: "apps",
    version: "v1",
    kind: "StatefulSet",
    resource: "statefulsets",
    namespaced: true,
    shortNames: ["sts"],
  },
  {
    group: "apps",
    version: "v1",
    kind: "DaemonSet",
    resource: "daemonsets",
    namespaced: true,
    shortNames: ["ds"],
  },
].map((names) => new SimulatedKind(names));

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
