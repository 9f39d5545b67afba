import type { KubernetesObject } from "@informerlab/core";
import { listOf, objectOf, textOf, valueAt } from "../../codec/json/plain-object.ts";

/** Where APIServices are stored. */
export const apiServices = "apiservices.apiregistration.k8s.io";

/** Whether an APIService can be used. */
export interface AvailableCondition {
  readonly type: "Available";
  readonly status: "True" | "False";
  readonly lastTransitionTime: string;
  readonly reason: string;
  readonly message: string;
}

/** What this server answers for is there. */
export function localCondition(lastTransitionTime: string): AvailableCondition {
  return {
    type: "Available",
    status: "True",
    lastTransitionTime,
    reason: "Local",
    message: "Local APIServices are always available",
  };
}

/** Group and version of an APIService's name, and how they stand among the others. */
export interface GroupVersionPriority {
  readonly group: string;
  readonly version: string;
  readonly groupPriority: number;
  readonly versionPriority: number;
}

/** As a kube-apiserver v1.35.4 has them. */
const groupPriorities: Readonly<Record<string, number>> = {
  "": 18_000,
  apps: 17_800,
  "events.k8s.io": 17_750,
  "authentication.k8s.io": 17_700,
  "authorization.k8s.io": 17_600,
  autoscaling: 17_500,
  batch: 17_400,
  "certificates.k8s.io": 17_300,
  "networking.k8s.io": 17_200,
  policy: 17_100,
  "rbac.authorization.k8s.io": 17_000,
  "storage.k8s.io": 16_800,
  "apiextensions.k8s.io": 16_700,
  "admissionregistration.k8s.io": 16_700,
  "scheduling.k8s.io": 16_600,
  "coordination.k8s.io": 16_500,
  "node.k8s.io": 16_300,
  "discovery.k8s.io": 16_200,
  "resource.k8s.io": 16_200,
  "flowcontrol.apiserver.k8s.io": 16_100,
  "storagemigration.k8s.io": 15_800,
};

const versionPriorities: Readonly<Record<string, number>> = {
  "/v1": 1,
  "admissionregistration.k8s.io/v1alpha1": 9,
  "admissionregistration.k8s.io/v1beta1": 12,
  "autoscaling/v2": 30,
  "coordination.k8s.io/v1alpha2": 12,
  "coordination.k8s.io/v1beta1": 13,
  "flowcontrol.apiserver.k8s.io/v1": 21,
  "networking.k8s.io/v1beta1": 9,
  "resource.k8s.io/v1": 21,
  "resource.k8s.io/v1alpha3": 1,
  "resource.k8s.io/v1beta1": 9,
  "storage.k8s.io/v1beta1": 9,
  "storagemigration.k8s.io/v1beta1": 9,
};

/** Of a built-in group; undefined for the group that the aggregator itself has. */
export function builtInPriority(group: string, version: string): GroupVersionPriority | undefined {
  const groupPriority = groupPriorities[group];
  if (groupPriority === undefined) return undefined;
  const versionPriority = versionPriorities[`${group}/${version}`] ?? 15;
  return { group, version, groupPriority, versionPriority };
}

/** Of a group of custom resources, whose versions stand in the order of their names. */
export function customPriority(group: string, version: string): GroupVersionPriority {
  return { group, version, groupPriority: 1000, versionPriority: 100 };
}

const managedBy = "kube-aggregator.kubernetes.io/automanaged";

/** Whether the server made it by itself, and takes it away again. */
export function isKept(service: KubernetesObject): boolean {
  return service.metadata?.labels?.[managedBy] === "true";
}

/** An APIService that the server makes by itself: once when it starts, or as long as there is something to serve. */
export function ownApiService(
  { group, version, groupPriority, versionPriority }: GroupVersionPriority,
  kept: "onstart" | "true",
): KubernetesObject {
  return {
    kind: "APIService",
    apiVersion: "apiregistration.k8s.io/v1",
    metadata: { name: `${version}.${group}`, labels: { [managedBy]: kept } },
    spec: {
      ...(group === "" ? {} : { group }),
      version,
      groupPriorityMinimum: groupPriority,
      versionPriority,
    },
  } as KubernetesObject;
}

/** {@link ownApiService} as it is stored. */
export function storedApiService(priority: GroupVersionPriority, now: string): KubernetesObject {
  const { metadata, ...service } = ownApiService(priority, "onstart");
  const fields = {
    "f:metadata": { "f:labels": { ".": {}, [`f:${managedBy}`]: {} } },
    "f:spec": {
      ...(priority.group === "" ? {} : { "f:group": {} }),
      "f:groupPriorityMinimum": {},
      "f:version": {},
      "f:versionPriority": {},
    },
  };
  const entry = {
    manager: "kube-apiserver",
    operation: "Update",
    apiVersion: "apiregistration.k8s.io/v1",
    time: now,
    fieldsType: "FieldsV1",
    fieldsV1: fields,
  };
  return {
    ...service,
    metadata: { ...metadata, managedFields: [entry] },
    status: { conditions: [localCondition(now)] },
  } as KubernetesObject;
}

/** The service that answers for a group version; undefined where this server does. */
export function serviceOf(
  service: KubernetesObject,
): { readonly namespace: string; readonly name: string; readonly port: number } | undefined {
  const reference = valueAt(service, "spec", "service");
  if (reference === undefined || reference === null) return undefined;
  const { namespace, name, port } = objectOf(reference);
  return {
    namespace: textOf(namespace),
    name: textOf(name),
    port: typeof port === "number" ? port : 443,
  };
}

/** What an APIService says of itself. */
export function availableConditionOf(service: KubernetesObject): Partial<AvailableCondition> {
  const conditions = listOf(valueAt(service, "status", "conditions")).map(objectOf);
  return conditions.find(({ type }) => type === "Available") ?? {};
}
