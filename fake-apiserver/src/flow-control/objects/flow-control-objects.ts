import type { KubernetesObject } from "@informerlab/core";

/** Storage keys of the two kinds. */
export const flowSchemas = "flowschemas.flowcontrol.apiserver.k8s.io";
export const priorityLevels = "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io";

/** Who sends requests that belong to one flow, which of them, and with which priority they are served. */
export interface FlowSchema extends KubernetesObject {
  readonly spec?: {
    readonly priorityLevelConfiguration?: { readonly name?: string };
    readonly matchingPrecedence?: number;
    readonly distinguisherMethod?: { readonly type?: string };
    readonly rules?: readonly FlowRule[];
  };
  readonly status?: { readonly conditions?: readonly FlowCondition[] };
}

/** Says whether the priority level that a schema names is there. */
export interface FlowCondition {
  readonly type?: string;
  readonly status?: string;
  readonly lastTransitionTime?: string;
  readonly reason?: string;
  readonly message?: string;
}

/** A request belongs to the schema when one of the subjects and one of the rules below match. */
export interface FlowRule {
  readonly subjects?: readonly FlowSubject[];
  readonly resourceRules?: readonly ResourceRule[];
  readonly nonResourceRules?: readonly PathRule[];
}

/** Users, groups or service accounts; `*` is any name. */
export interface FlowSubject {
  readonly kind?: string;
  readonly user?: { readonly name?: string };
  readonly group?: { readonly name?: string };
  readonly serviceAccount?: { readonly namespace?: string; readonly name?: string };
}

/** Requests for objects. */
export interface ResourceRule {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly clusterScope?: boolean;
  readonly namespaces?: readonly string[];
}

/** Requests for paths that are no resources. */
export interface PathRule {
  readonly verbs?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

/** Where the condition of a schema stands: whether the level that it names is there. */
export function danglingCondition(level: string, isThere: boolean, now: string): FlowCondition {
  const named = `This FlowSchema references the PriorityLevelConfiguration object named ${JSON.stringify(level)}`;
  return {
    type: "Dangling",
    status: isThere ? "False" : "True",
    lastTransitionTime: now,
    reason: isThere ? "Found" : "NotFound",
    message: isThere ? `${named} and it exists` : `${named} but there is no such object`,
  };
}
