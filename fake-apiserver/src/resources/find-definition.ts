import type { ResourceLookup } from "./registry.ts";
import type { ResourceDefinition } from "./resource-definition.ts";

interface Found {
  readonly generation: number;
  readonly byName: Map<string, ResourceDefinition>;
}

/** What was looked up before, as long as the registry has not changed. */
const found = new WeakMap<ResourceLookup, Found>();

/**
 * Finds a kind by the name of its resource, its singular, a short name, or its kind; with its group, as
 * `deployments.apps`, or without, when the first group in the order of discovery has it.
 */
export function findDefinition(
  registry: ResourceLookup,
  name: string,
): ResourceDefinition | undefined {
  let known = found.get(registry);
  if (known?.generation !== registry.generation) {
    known = { generation: registry.generation, byName: new Map() };
    found.set(registry, known);
  }
  let definition = known.byName.get(name);
  if (definition === undefined) {
    definition = search(registry, name);
    // Only what exists is kept: names that do not could be any number.
    if (definition !== undefined) known.byName.set(name, definition);
  }
  return definition;
}

function search(registry: ResourceLookup, name: string): ResourceDefinition | undefined {
  const dot = name.indexOf(".");
  const resource = dot < 0 ? name : name.slice(0, dot);
  const group = dot < 0 ? undefined : name.slice(dot + 1);
  const candidates = registry
    .groups()
    .filter((served) => group === undefined || served.group === group)
    .flatMap(({ versions }) => versions.flatMap(({ definitions }) => definitions));
  return (
    candidates.find((definition) => definition.resource === resource) ??
    candidates.find(
      ({ singular, kind, shortNames }) =>
        singular === resource || kind === resource || shortNames.includes(resource),
    )
  );
}
