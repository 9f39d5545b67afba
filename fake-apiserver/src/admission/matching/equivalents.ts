import type { KubernetesObject } from "@informerlab/core";
import type { ResourceLookup } from "../../kinds/registry.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";

/** The other versions and groups of the same objects: first those that are served. */
export function equivalentsOf(
  registry: ResourceLookup,
  definition: ResourceDefinition,
): readonly ResourceDefinition[] {
  const served = registry
    .groups()
    .flatMap(({ versions }) => versions.flatMap(({ definitions }) => definitions))
    .filter((other) => other.storageKey === definition.storageKey && other !== definition);
  return [...served, ...(definition.unserved ?? [])];
}

/** An object in the version of another definition of the same kind. */
export function converted<T extends KubernetesObject | undefined>(
  object: T,
  from: ResourceDefinition,
  to: ResourceDefinition,
): T {
  if (object === undefined || from === to) return object;
  return to.fromStored(from.toStored(object)) as T;
}
