import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import type { ShownGroup } from "./groups-shown.ts";

/** The media type of aggregated discovery. */
export const aggregatedMediaType =
  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** The first clause that this server can write decides; v2beta1 alone is no longer written. */
export function wantsAggregated(accept: string | undefined): boolean {
  for (const clause of (accept ?? "").split(",")) {
    const [type = "", ...parameters] = clause.split(";").map((part) => part.trim());
    if (type !== "application/json" && type !== "*/*" && type !== "application/yaml") continue;
    if (!parameters.some((parameter) => parameter.startsWith("as="))) return false;
    const isV2 = ["g=apidiscovery.k8s.io", "v=v2", "as=APIGroupDiscoveryList"].every((wanted) =>
      parameters.includes(wanted),
    );
    if (isV2) return true;
  }
  return false;
}

/** Everything below `/api` or `/apis` in one answer. */
export function aggregatedDiscovery(shown: readonly ShownGroup[], root: "/api" | "/apis"): object {
  const groups = shown.filter(({ group }) => (group === "") === (root === "/api"));
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    metadata: {},
    items: groups.map(groupEntry),
  };
}

function groupEntry({ group, versions }: ShownGroup): object {
  return {
    metadata: group === "" ? {} : { name: group },
    versions: versions.map(({ version, definitions, isElsewhere }) =>
      isElsewhere === true
        ? { version, freshness: "Stale" }
        : { version, resources: definitions.map(resourceEntry), freshness: "Current" },
    ),
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
