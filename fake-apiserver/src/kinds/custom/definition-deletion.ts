import type { KubernetesObject } from "@informerlab/core";
import { timeText } from "../../codec/go/time-text.ts";
import { isPlainObject, listOf, objectOf, valueAt } from "../../codec/json/plain-object.ts";
import { type Condition, withCondition } from "./custom-resources.ts";

// What the status of a definition says while its objects are deleted.
// @see apiextensions-apiserver pkg/controller/finalizer/crd_finalizer.go

/** Keeps a definition until its objects are gone. */
export const cleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

/** The definition once its objects are being deleted. */
export function deletionInProgress(definition: KubernetesObject, now: number): KubernetesObject {
  return withStatusCondition(definition, now, {
    type: "Terminating",
    status: "True",
    reason: "InstanceDeletionInProgress",
    message: "CustomResource deletion is in progress",
  });
}

/** The definition once it turned out that its objects cannot be deleted. */
export function deletionFailed(
  definition: KubernetesObject,
  now: number,
  message: string,
): KubernetesObject {
  return withStatusCondition(definition, now, {
    type: "Terminating",
    status: "True",
    reason: "InstanceDeletionFailed",
    message,
  });
}

/** How the deletion of a definition's objects ended, or why there was nothing to delete. */
export type DeletionEnd = "completed" | "overlapping" | "never-established";

const deletionEnds: Readonly<Record<DeletionEnd, Pick<Condition, "reason" | "message">>> = {
  completed: { reason: "InstanceDeletionCompleted", message: "removed all instances" },
  overlapping: {
    reason: "OverlappingBuiltInResource",
    message: "instances overlap with built-in resources in storage",
  },
  "never-established": { reason: "NeverEstablished", message: "resource was never established" },
};

/** The definition once nothing of it is left: others may still hold it. */
export function deletionEnded(
  definition: KubernetesObject,
  now: number,
  end: DeletionEnd,
): KubernetesObject {
  const ended = withStatusCondition(definition, now, {
    type: "Terminating",
    status: "False",
    ...deletionEnds[end],
  });
  const finalizers = (ended.metadata?.finalizers ?? []).filter((name) => name !== cleanupFinalizer);
  return { ...ended, metadata: { ...ended.metadata, finalizers } };
}

/** The definition as a DELETE leaves it: marked, and held until its objects are gone. */
export function beginDefinitionDeletion(
  definition: KubernetesObject,
  now: number,
): KubernetesObject {
  const { finalizers = [] } = definition.metadata ?? {};
  const marked = withStatusCondition(definition, now, {
    type: "Terminating",
    status: "True",
    reason: "InstanceDeletionPending",
    message:
      "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
  });
  const metadata = {
    ...marked.metadata,
    deletionTimestamp: timeText(now),
    finalizers: finalizers.includes(cleanupFinalizer)
      ? finalizers
      : [...finalizers, cleanupFinalizer],
  };
  return { ...marked, metadata };
}

function withStatusCondition(
  definition: KubernetesObject,
  now: number,
  condition: Condition,
): KubernetesObject {
  const status = objectOf(valueAt(definition, "status"));
  const conditions = withCondition(
    listOf(status["conditions"]).filter(isPlainObject),
    condition,
    now,
  );
  return { ...definition, status: { ...status, conditions } } as KubernetesObject;
}
