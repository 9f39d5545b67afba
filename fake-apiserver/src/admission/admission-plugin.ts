import type { KubernetesObject } from "@informerlab/core";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import type { AdmissionOperation, AdmissionRequest } from "./admission-request.ts";
import type { AdmissionView } from "./admission-view.ts";

/** What a plugin may be asked about, before it is asked about a single object. */
export interface AdmissionTarget {
  readonly definition: ResourceDefinition;
  readonly subresource: string;
  readonly operation: AdmissionOperation;
}

/**
 * A plugin as plain functions of the request and the cluster. Throw a `StatusError` to refuse; return an object to
 * change the request's; warnings and audit annotations go to `request.findings`.
 */
export interface AdmissionPlugin {
  readonly name: string;
  /** Whether it has anything to say about such requests. @defaultValue all */
  handles?(target: AdmissionTarget): boolean;
  mutate?(request: AdmissionRequest, view: AdmissionView): KubernetesObject | undefined;
  validate?(request: AdmissionRequest, view: AdmissionView): void;
}

/** A `handles` for writes of some resources themselves: `writesOf(["pods"], ["CREATE"])`. */
export function writesOf(
  resources: readonly string[],
  operations: readonly AdmissionOperation[],
  subresources: readonly string[] = [""],
): (target: AdmissionTarget) => boolean {
  return ({ definition, subresource, operation }) =>
    resources.includes(definition.storageKey) &&
    operations.includes(operation) &&
    subresources.includes(subresource);
}
