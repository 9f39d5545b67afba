import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import { parseAccept, takes } from "../request/answer/accept.ts";
import { type MediaType, protobufMediaType } from "../request/answer/wire-form.ts";
import { verbsShown } from "./api-groups.ts";
import type { ShownGroup } from "./groups-shown.ts";

const written = ["application/json", "application/yaml", protobufMediaType] as const;
const parameters = [
  ["g", "apidiscovery.k8s.io"],
  ["v", "v2"],
  ["as", "APIGroupDiscoveryList"],
] as const;

/**
 * In which form aggregated discovery is asked for, if at all: nothing else that a header names stands before it. v2beta1
 * is no longer written.
 *
 * @see apiserver pkg/endpoints/discovery/aggregated/wrapper.go
 */
export function aggregatedFormOf(accept: string): MediaType | undefined {
  const asks = parseAccept(accept).filter((clause) =>
    parameters.every(([name, value]) => clause.parameters.get(name) === value),
  );
  for (const clause of asks) {
    const mediaType = written.find((type) => takes(clause, type));
    if (mediaType !== undefined) return mediaType;
  }
  return undefined;
}

/** What an answer with aggregated discovery says that it is. */
export function aggregatedContentType(mediaType: MediaType): string {
  return [mediaType, ...parameters.map(([name, value]) => `${name}=${value}`)].join(";");
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
  const { resource, kind, namespaced, singular, shortNames, categories, subresources } = definition;
  // Only what is made of a definition of its own says its group and version.
  const { group, version } =
    definition.origin === "custom" ? definition : { group: "", version: "" };
  return {
    resource,
    responseKind: { group, version, kind },
    scope: namespaced ? "Namespaced" : "Cluster",
    singularResource: singular,
    verbs: verbsShown(definition),
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
