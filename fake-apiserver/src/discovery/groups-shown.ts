import type { KubernetesObject } from "@informerlab/core";
import { numberOf, objectOf, textOf } from "../codec/json/plain-object.ts";
import {
  builtInPriority,
  customPriority,
  serviceOf,
} from "../kinds/built-in/api-service-objects.ts";
import {
  compareVersions,
  isCustom,
  type ResourceLookup,
  type ServedGroup,
  type ServedVersion,
} from "../kinds/registry.ts";

/** A group version as discovery shows it. */
export interface ShownVersion extends ServedVersion {
  /** Another server would answer for it, and none can be asked: it is named, and nothing is known of it. */
  readonly isElsewhere?: boolean;
}

export interface ShownGroup extends ServedGroup {
  readonly versions: readonly ShownVersion[];
}

/** What is served, and in its place what an APIService promises of another server. */
export interface ShownGroups {
  /** By priority, then by the names of groups: as aggregated discovery has them. */
  readonly groups: readonly ShownGroup[];
  /** By priority, then by the names of APIServices (`v1.example.com`): as the list of groups has them. */
  readonly byApiService: readonly ShownGroup[];
  /** Nothing is promised. */
  readonly isOwn: boolean;
}

interface Candidate extends ShownVersion {
  readonly group: string;
  readonly groupPriority: number;
  readonly versionPriority: number;
}

/**
 * @see kube-aggregator pkg/apiserver/handler_apis.go, handler_discovery.go,
 * pkg/apis/apiregistration/v1/helper/helpers.go SortedByGroupAndVersion
 */
export function groupsShown(
  lookup: ResourceLookup,
  apiServices: readonly KubernetesObject[],
): ShownGroups {
  const promised = apiServices.filter((service) => serviceOf(service) !== undefined).map(promise);
  const candidates = new Map<string, Candidate>();
  for (const candidate of [...ownCandidates(lookup), ...promised])
    candidates.set(nameOf(candidate), candidate);
  const groups = [...Map.groupBy(candidates.values(), ({ group }) => group)].map(
    ([group, versions]) => {
      const groupPriority = Math.max(...versions.map((one) => one.groupPriority));
      const [name = ""] = versions
        .filter((one) => one.groupPriority === groupPriority)
        .map(nameOf)
        .sort();
      const inOrder = versions.toSorted(
        (a, b) => b.versionPriority - a.versionPriority || compareVersions(b.version, a.version),
      );
      return { group, versions: inOrder, groupPriority, name };
    },
  );
  return {
    groups: groups.toSorted(
      (a, b) => b.groupPriority - a.groupPriority || compare(a.group, b.group),
    ),
    byApiService: groups.toSorted(
      (a, b) => b.groupPriority - a.groupPriority || compare(a.name, b.name),
    ),
    isOwn: promised.length === 0,
  };
}

function promise(service: KubernetesObject): Candidate {
  const { group, version, groupPriorityMinimum, versionPriority } = objectOf(
    objectOf(service)["spec"],
  );
  return {
    group: textOf(group),
    version: textOf(version),
    definitions: [],
    isElsewhere: true,
    groupPriority: numberOf(groupPriorityMinimum),
    versionPriority: numberOf(versionPriority),
  };
}

function ownCandidates(lookup: ResourceLookup): readonly Candidate[] {
  return lookup.groups().flatMap(({ group, versions }) =>
    versions.map((served) => {
      // The aggregator's own group stands before all others.
      const first = { groupPriority: Number.MAX_SAFE_INTEGER, versionPriority: 1 };
      const priority = isCustom(served)
        ? customPriority(group, served.version)
        : (builtInPriority(group, served.version) ?? first);
      return { ...served, ...priority, group };
    }),
  );
}

function nameOf({ group, version }: Candidate): string {
  return `${version}.${group}`;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
