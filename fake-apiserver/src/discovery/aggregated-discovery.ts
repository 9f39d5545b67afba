import type { ResourceLookup, ServedGroup } from "../kinds/registry.ts";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";

/** The media type of aggregated discovery. */
export const aggregatedMediaType =
  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** Everything below `/api` or `/apis` in one answer. */
export function aggregatedDiscovery(lookup: ResourceLookup, root: "/api" | "/apis"): object {
  const groups = lookup.groups().filter(({ group }) => (group === "") === (root === "/api"));
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    metadata: {},
    items: groups.map(groupEntry),
  };
}

function groupEntry({ group, versions }: ServedGroup): object {
  return {
    metadata: group === "" ? {} : { name: group },
    versions: versions.map(({ version, definitions }) => ({
      version,
      resources: definitions.map(resourceEntry),
      freshness: "Current",
    })),
  };
}

function resourceEntry(definition: ResourceDefinition): object {
  const { resource, kind, namespaced, singular, verbs, shortNames, categories, subresources } =
    definition;
  // Only what is made of a definition of its own says its group and version.
  const { group, version } =
    definition.origin === "custom" ? definition : { group: "", version: "" };
  return {
    resource,
    responseKind: { group, version, kind },
    scope: namespaced ? "Namespaced" : "Cluster",
    singularResource: singular,
    verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(subresources.size === 0
      ? {}
      : {
          subresources: [...subresources.values()].map((subresource) => ({
            subresource: subresource.name,
            responseKind: {
              group: subresource.group === "" ? group : subresource.group,
              version: subresource.version === "" ? version : subresource.version,
              kind: subresource.kind,
            },
            verbs: subresource.verbs,
          })),
        }),
  };
}
