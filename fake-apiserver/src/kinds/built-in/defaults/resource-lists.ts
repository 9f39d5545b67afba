import { roundedToMilli } from "../../../codec/go/quantity.ts";
import { isPlainObject } from "../../../codec/json/plain-object.ts";
import type { Defaulter, Defaulters } from "../apply-defaults.ts";

const core = "io.k8s.api.core.v1.";

/** The resource lists of the core group, by the types that have them. Those of other groups are taken as they are. */
const resourceLists: Readonly<Record<string, readonly string[]>> = {
  [`${core}ContainerStatus`]: ["allocatedResources"],
  [`${core}LimitRangeItem`]: ["default", "defaultRequest", "max", "maxLimitRequestRatio", "min"],
  [`${core}NodeStatus`]: ["allocatable", "capacity"],
  [`${core}PersistentVolumeClaimStatus`]: ["allocatedResources", "capacity"],
  [`${core}PersistentVolumeSpec`]: ["capacity"],
  [`${core}PodSpec`]: ["overhead"],
  [`${core}PodStatus`]: ["allocatedResources"],
  [`${core}ResourceQuotaSpec`]: ["hard"],
  [`${core}ResourceQuotaStatus`]: ["hard", "used"],
  [`${core}ResourceRequirements`]: ["limits", "requests"],
  [`${core}VolumeResourceRequirements`]: ["limits", "requests"],
};

/**
 * Rounds resource lists up to thousandths, once the other defaults of their type are there.
 *
 * @see kubernetes pkg/apis/core/v1/defaults.go SetDefaults_ResourceList
 */
export function withRoundedResources(defaulters: Defaulters): Defaulters {
  const rounding = Object.entries(resourceLists).map(([type, names]): [string, Defaulter] => [
    type,
    (draft) => {
      defaulters[type]?.(draft);
      for (const name of names) {
        const list = draft[name];
        if (isPlainObject(list)) draft[name] = rounded(list);
      }
    },
  ]);
  return { ...defaulters, ...Object.fromEntries(rounding) };
}

function rounded(list: Readonly<Record<string, unknown>>): object {
  const changed = Object.entries(list)
    .map(([resource, quantity]) => [resource, roundedToMilli(quantity)] as const)
    .filter(([resource, quantity]) => quantity !== list[resource]);
  return changed.length === 0 ? list : { ...list, ...Object.fromEntries(changed) };
}
