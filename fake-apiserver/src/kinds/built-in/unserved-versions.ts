import type { KubernetesObject } from "@informerlab/core";
import { type PlainObject, valueAt, withValueAt } from "../../codec/json/plain-object.ts";
import { apiVersionOf } from "../../schema/api-version.ts";
import type { ResourceDefinition } from "../resource-definition.ts";

/**
 * Versions that no path serves and the real server still reads, each with the kinds that have in it the fields they have in the
 * one that is served. Others (`networking.k8s.io/v1beta1` Ingress, `discovery.k8s.io/v1beta1` EndpointSlice) have other fields.
 *
 * @see kubernetes pkg/apis install/install.go of each group
 */
const kindsOf: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "admissionregistration.k8s.io/v1alpha1": "ValidatingAdmissionPolicy",
    "admissionregistration.k8s.io/v1beta1": "ValidatingAdmissionPolicy",
    "apps/v1beta1": "ControllerRevision Deployment StatefulSet",
    "apps/v1beta2": "ControllerRevision Deployment ReplicaSet StatefulSet",
    "autoscaling/v2beta2": "HorizontalPodAutoscaler",
    "batch/v1beta1": "CronJob",
    "coordination.k8s.io/v1beta1": "Lease",
    "extensions/v1beta1": "Deployment ReplicaSet",
    "networking.k8s.io/v1beta1": "IngressClass IPAddress ServiceCIDR",
    "node.k8s.io/v1beta1": "RuntimeClass",
    "policy/v1beta1": "PodDisruptionBudget",
    "rbac.authorization.k8s.io/v1alpha1": "ClusterRole Role",
    "rbac.authorization.k8s.io/v1beta1": "ClusterRole ClusterRoleBinding Role RoleBinding",
    "resource.k8s.io/v1beta1": "DeviceClass",
    "resource.k8s.io/v1beta2": "DeviceClass ResourceClaim ResourceClaimTemplate",
    "scheduling.k8s.io/v1alpha1": "PriorityClass",
    "scheduling.k8s.io/v1beta1": "PriorityClass",
    "storage.k8s.io/v1alpha1": "CSIStorageCapacity VolumeAttachment VolumeAttributesClass",
    "storage.k8s.io/v1beta1":
      "CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass",
  }),
);

/** In these a workload without labels has those of its pods. */
const labelsByTemplate: ReadonlySet<string> = new Set(["apps/v1beta1", "extensions/v1beta1"]);

/** How an object is brought from a version that is not served to that of a definition; undefined where it is not read. */
export function fromUnserved(
  definition: ResourceDefinition,
  apiVersion: string,
): ((object: KubernetesObject) => KubernetesObject) | undefined {
  if (kindsOf.get(apiVersion)?.split(" ").includes(definition.kind) !== true) return undefined;
  return (object) => {
    const served = { ...object, apiVersion: apiVersionOf(definition) };
    return labelsByTemplate.has(apiVersion) ? withLabelsOfTemplate(served) : served;
  };
}

function withLabelsOfTemplate(object: KubernetesObject): KubernetesObject {
  const labels = valueAt(object, "spec", "template", "metadata", "labels") as
    | PlainObject
    | undefined;
  const hasOwn = Object.keys(object.metadata?.labels ?? {}).length > 0;
  return hasOwn || labels === undefined
    ? object
    : withValueAt(object, ["metadata", "labels"], labels);
}
