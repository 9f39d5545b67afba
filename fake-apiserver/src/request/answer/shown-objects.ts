import type { KubernetesObject } from "@informerlab/core";
import { AdmissionPending } from "../../admission/admission-pending.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import type { RequestAttributes } from "../read/route.ts";
import type { Outcome } from "./outcome.ts";

/**
 * Stored objects as a version shows them. Where some have to be converted elsewhere first, all of these are asked for at
 * once.
 *
 * @throws AdmissionPending
 */
export function shownObjects(
  definition: ResourceDefinition,
  stored: readonly KubernetesObject[],
): KubernetesObject[] {
  const pending: AdmissionPending[] = [];
  const shown: KubernetesObject[] = [];
  for (const object of stored) {
    try {
      shown.push(definition.fromStored(object));
    } catch (error) {
      if (!(error instanceof AdmissionPending)) throw error;
      pending.push(error);
    }
  }
  if (pending.length > 0) throw AdmissionPending.all(pending);
  return shown;
}

/**
 * Whether an answer shows objects as their kind shows the whole: a part of one, one that goes on going, and one that an update
 * let go, are shown as they are stored.
 *
 * @see apiserver pkg/registry/generic/registry/store.go Decorator
 */
export function showsWhole(attributes: RequestAttributes | undefined, outcome: Outcome): boolean {
  const { subresource = "", verb } = attributes ?? {};
  const { deletionTimestamp, finalizers = [] } =
    (outcome.kind === "object" ? outcome.object.metadata : undefined) ?? {};
  if (deletionTimestamp === undefined) return subresource === "";
  const isLetGo = (verb === "update" || verb === "patch") && finalizers.length === 0;
  return subresource === "" && verb !== "delete" && !isLetGo;
}
