import { createRegistry } from "../kinds/create-registry.ts";
import type { ResourceRegistry } from "../kinds/registry.ts";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import { namedDefinition } from "../request/read/path-definition.ts";
import type { View } from "./view.ts";

let builtIn: ResourceRegistry | undefined;

/** How the objects of a view are shown; they come in the version that was asked for, and stay in it. */
export function definitionOf({ subject, listKind }: View): ResourceDefinition {
  const { group, version, resource, namespace } = subject;
  builtIn ??= createRegistry();
  const known = builtIn.lookup(group, version, resource);
  const named = namedDefinition(group, version, resource);
  if (known === undefined) {
    // Of a custom kind no more is known than its names.
    const kind = listKind.replace(/List$/, "");
    return { ...named, origin: "custom", kind, listKind, namespaced: namespace !== undefined };
  }
  const { kind, listKind: builtInList, namespaced, columns, emptyObject, deprecation } = known;
  return {
    ...named,
    ...{ kind, listKind: builtInList, namespaced, columns },
    toTableRow: (object, now) => known.toTableRow(object, now),
    tableRowConditions: (object) => known.tableRowConditions?.(object) ?? [],
    ...(emptyObject === undefined ? {} : { emptyObject }),
    ...(deprecation === undefined ? {} : { deprecation }),
  };
}
