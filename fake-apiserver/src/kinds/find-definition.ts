import type { ResourceLookup, ServedGroup } from "./registry.ts";
import type { ResourceDefinition } from "./resource-definition.ts";

/** What was looked up before, by the groups it was found in: they are new ones after each change. */
const found = new WeakMap<readonly ServedGroup[], Map<string, ResourceDefinition>>();

/**
 * Finds a kind by the name of its resource, its singular, a short name, or its kind; with its group, as
 * `deployments.apps`, or without, when the first group in the order of discovery has it.
 */
export function findDefinition(
  registry: ResourceLookup,
  name: string,
): ResourceDefinition | undefined {
  const groups = registry.groups();
  let known = found.get(groups);
  if (known === undefined) {
    known = new Map();
    found.set(groups, known);
  }
  let definition = known.get(name);
  if (definition === undefined) {
    definition = search(groups, name);
    // Only what exists is kept: names that do not could be any number.
    if (definition !== undefined) known.set(name, definition);
  }
  return definition;
}

function search(groups: readonly ServedGroup[], name: string): ResourceDefinition | undefined {
  const dot = name.indexOf(".");
  const resource = dot < 0 ? name : name.slice(0, dot);
  const group = dot < 0 ? undefined : name.slice(dot + 1);
  const candidates = groups
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
