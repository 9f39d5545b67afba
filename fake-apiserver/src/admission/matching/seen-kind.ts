import type { KubernetesObject } from "@informerlab/core";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import type { AdmissionRequest } from "../admission-request.ts";
import { converted } from "./equivalents.ts";

type GroupVersionKind = Pick<ResourceDefinition, "group" | "version" | "kind">;

/** The kind of what an endpoint takes: the resource's, or that of a part such as Scale, Binding, Eviction. */
export function kindOf(
  { group, version, kind, subresources }: ResourceDefinition,
  subresource: string,
): GroupVersionKind {
  const own = subresources.get(subresource);
  if (own === undefined || own.kind === "") return { group, version, kind };
  return {
    group: own.group === "" && own.version === "" ? group : own.group,
    version: own.version === "" ? version : own.version,
    kind: own.kind,
  };
}

/** The kind of what the endpoint takes, where that is another one than the resource's. */
export function partKindOf(
  definition: ResourceDefinition,
  subresource: string,
): GroupVersionKind | undefined {
  const own = kindOf(definition, subresource);
  return own.kind === definition.kind ? undefined : own;
}

/** An object of a request in a version of the kind that is asked for; a part is the same in all of them. */
export function seenObject<T extends KubernetesObject | undefined>(
  object: T,
  { request: { definition, subresource } }: AdmissionRequest,
  seenAs: ResourceDefinition,
): T {
  const isPart = partKindOf(definition, subresource) !== undefined;
  return isPart ? object : converted(object, definition, seenAs);
}
