import { builtInKinds } from "./built-in/built-in-kinds.ts";
import { ResourceRegistry } from "./registry.ts";

/** A registry of all built-in kinds, to which one cluster adds its own. */
export function createRegistry(): ResourceRegistry {
  return new ResourceRegistry(builtInKinds());
}
