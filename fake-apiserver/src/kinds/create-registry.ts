import type { FeatureGate } from "../feature-gates.ts";
import { builtInKinds } from "./built-in/built-in-kinds.ts";
import { ResourceRegistry } from "./registry.ts";
import { type RuntimeConfig, servedKinds } from "./served-kinds.ts";

/** A registry of all built-in kinds, to which one cluster adds its own. */
export function createRegistry(
  config?: RuntimeConfig,
  isGateOn: (gate: FeatureGate) => boolean = () => false,
): ResourceRegistry {
  return new ResourceRegistry(
    config === undefined ? builtInKinds() : servedKinds(config, isGateOn),
  );
}
