import type { ResourceLookup, ServedGroup, ServedVersion } from "../kinds/registry.ts";
import type { ResourceDefinition, ResourceVerb } from "../kinds/resource-definition.ts";
import { apiVersionOf } from "../schema/api-version.ts";
import { storageVersionHash } from "./digest.ts";
import type { ShownGroup } from "./groups-shown.ts";

/** `GET /api`: versions of the core group. It has no apiVersion, alone among all answers. */
export function apiVersions(lookup: ResourceLookup, serverAddress: string): object {
  const core = lookup.groups().find(({ group }) => group === "");
  return {
    kind: "APIVersions",
    versions: (core?.versions ?? []).map(({ version }) => version),
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress }],
  };
}

/** `GET /apis`: all other groups. */
export function apiGroupList(shown: readonly ShownGroup[]): object {
  const groups = shown.filter(({ group }) => group !== "");
  return { kind: "APIGroupList", apiVersion: "v1", groups: groups.map(groupEntry) };
}

/** `GET /apis/GROUP`. */
export function apiGroup(served: ServedGroup): object {
  return { kind: "APIGroup", apiVersion: "v1", ...groupEntry(served) };
}

function groupEntry({ group, versions }: ServedGroup): object {
  const entries = versions.map(({ version }) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions: entries, preferredVersion: entries[0] };
}

/** `GET /api/v1`, `GET /apis/GROUP/VERSION`: the resources of one version. */
export function apiResourceList(group: string, served: ServedVersion): object {
  return {
    kind: "APIResourceList",
    ...(group === "" ? {} : { apiVersion: "v1" }),
    groupVersion: apiVersionOf({ group, version: served.version }),
    resources: served.definitions.flatMap(resourceEntries),
  };
}

function resourceEntries(definition: ResourceDefinition): readonly object[] {
  const { resource, singular, namespaced, kind, shortNames, categories } = definition;
  const { storageVersion, unserved = [] } = definition;
  const verbs = verbsShown(definition);
  // Of a version that no path serves nothing is told.
  const isStored =
    verbs.includes("watch") && !unserved.some(({ version }) => version === storageVersion);
  return [
    {
      name: resource,
      singularName: singular,
      namespaced,
      kind,
      verbs,
      ...(shortNames.length === 0 ? {} : { shortNames }),
      ...(categories.length === 0 ? {} : { categories }),
      ...(isStored ? { storageVersionHash: storageVersionHash(storedAs(definition)) } : {}),
    },
    ...[...definition.subresources.values()].map((subresource) => ({
      name: `${resource}/${subresource.name}`,
      singularName: "",
      namespaced,
      ...(subresource.group === "" ? {} : { group: subresource.group }),
      ...(subresource.version === "" ? {} : { version: subresource.version }),
      kind: subresource.kind,
      verbs: subresource.verbs,
    })),
  ];
}

/** The verbs of a resource as clients are told of them: what is being emptied still takes the others, and does not say so. */
export function verbsShown({ verbs, isTerminating }: ResourceDefinition): readonly ResourceVerb[] {
  return isTerminating === true ? verbs.filter((verb) => !writing.has(verb)) : verbs;
}

const writing: ReadonlySet<ResourceVerb> = new Set(["create", "patch", "update"]);

/** Kinds that the real server stores in another form than it prefers to show. */
const stored: Readonly<Record<string, { readonly group: string; readonly version: string }>> = {
  "events.k8s.io/Event": { group: "", version: "v1" },
  "apiextensions.k8s.io/CustomResourceDefinition": {
    group: "apiextensions.k8s.io",
    version: "v1beta1",
  },
  "storage.k8s.io/VolumeAttributesClass": { group: "storage.k8s.io", version: "v1beta1" },
  "autoscaling/HorizontalPodAutoscaler": { group: "autoscaling", version: "v2" },
};

function storedAs(definition: ResourceDefinition): {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
} {
  const { group, version, kind, storageVersion = version } = definition;
  return { ...(stored[`${group}/${kind}`] ?? { group, version: storageVersion }), kind };
}
